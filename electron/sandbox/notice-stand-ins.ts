/** The stand-ins behind the pushed notices of a practice workspace. They start with the first message. */
import { type MailSandbox, startMailSandbox } from './mail'
import { startWecomRobotSandbox, type WecomRobotSandbox } from './wecom-robot'

/** A message as practice shows it. */
export interface ReceivedNotice {
  at: string
  kind: 'wecomRobot' | 'mail'
  from: string
  to: string[]
  subject: string
  text: string
}

export interface NoticeStandIns {
  robotUrl(): Promise<string>
  mailServer(): Promise<{ host: string; port: number }>
  /** What came, newest first. */
  received(): Promise<ReceivedNotice[]>
  close(): Promise<void>
}

export function openNoticeStandIns(clock: { now(): Date; instant(): string }): NoticeStandIns {
  let robot: Promise<WecomRobotSandbox> | undefined
  let mail: Promise<MailSandbox> | undefined
  return {
    robotUrl: async () => (await (robot ??= startWecomRobotSandbox({ clock }))).baseUrl,
    mailServer: async () => ({ host: '127.0.0.1', port: (await (mail ??= startMailSandbox({ clock }))).port }),
    received: async () => {
      const chats = ((await robot)?.messages() ?? []).map(
        ({ at, text }): ReceivedNotice => ({ at, kind: 'wecomRobot', from: '', to: [], subject: '', text }),
      )
      const mails = ((await mail)?.mails() ?? []).map(
        ({ at, from, to, subject, text }): ReceivedNotice => ({ at, kind: 'mail', from, to: [...to], subject, text }),
      )
      return [...chats, ...mails].sort((a, b) => (a.at < b.at ? 1 : -1))
    },
    close: async () => {
      await Promise.all([robot?.then((one) => one.close()), mail?.then((one) => one.close())])
    },
  }
}
