import { randomUUID } from 'node:crypto'
import type { BrowserWindow, IpcMain, IpcMainInvokeEvent, WebContents } from 'electron'
import type { Answer } from '@shared/contract/error'
import type { StreamMessage } from '@shared/contract/events'
import type { Application } from '../../application'
import { asEnvelope } from '../../bridge/router'
import { Fault } from '../../platform/errors/fault'
import { callChannel, eventChannel, type Told } from './channels'
import { CallMessage } from './messages'
import type { ExternalAddresses } from './open-external'
import { readOffered } from './read'
import { saveOffered } from './save'
import { isTrustedSender } from './sender'
import { Subscriptions } from './subscriptions'
import { receiveBytes, receivePath } from './upload'
import { WindowSessions } from './window-sessions'

export interface IpcParts {
  ipcMain: Pick<IpcMain, 'handle'>
  application: Application
  external: ExternalAddresses
  /** Our window of a page, or undefined for a page that is not ours. */
  windowOf: (contents: WebContents) => BrowserWindow | undefined
  /** Hears each event that a window is told, for the task bar. */
  overheard: (message: StreamMessage) => void
  /** Hears in which language a window speaks. */
  spoken: (locale: string) => void
  /** Tells the person what went wrong where the page cannot. */
  showFault: (window: BrowserWindow, fault: Fault) => void
  refused: (reason: 'sender' | 'message') => void
}

/** What the shell does for its windows over one channel each way. */
export interface WindowService {
  /** The page of a window went away or is loaded anew: it hears nothing more. */
  pageGone(contentsId: number): void
  /** A window was closed: its sessions end. */
  closed(contentsId: number): Promise<void>
}

/**
 * Answers all windows. The sender's frame is looked at on each message, before anything in it is read
 * (architecture, *The contract*: wire, Electron).
 */
export function serveWindows(parts: IpcParts): WindowService {
  const { application, external } = parts
  const sessions = new WindowSessions()
  const subscriptions = new Subscriptions()

  const follow = (sender: WebContents, call: Extract<CallMessage, { kind: 'follow' }>) => {
    const deliver = (message: StreamMessage) => {
      if (sender.isDestroyed()) return
      sender.send(eventChannel, { id: call.id, message } satisfies Told)
      parts.overheard(message)
    }
    const session = sessions.claim(sender.id, call.session)
    subscriptions.add(sender.id, call.id, () => application.subscribe(session, call.since, deliver))
  }

  const command = async (windowId: number, call: Extract<CallMessage, { kind: 'command' }>) => {
    parts.spoken(call.locale)
    const { name, input, locale } = call
    const answer = await application.execute({ name, input, locale, session: sessions.claim(windowId, call.session) })
    if (name === 'links.phone' && answer.ok) external.allowPhonePage(urlIn(answer.value))
    return answer
  }

  const save = async (window: BrowserWindow, ticket: string): Promise<boolean> => {
    try {
      const file = application.files.redeem(ticket)
      if (!file) throw new Fault('desktop.ticketExpired')
      return await saveOffered(window, file)
    } catch (cause) {
      parts.showFault(window, cause instanceof Fault ? cause : new Fault('internal', { cause }))
      throw cause
    }
  }

  const read = async (ticket: string): Promise<ArrayBuffer> => {
    const file = application.files.redeem(ticket)
    if (!file) throw new Fault('desktop.ticketExpired')
    return readOffered(file)
  }

  const answer = async (event: IpcMainInvokeEvent, window: BrowserWindow, call: CallMessage): Promise<Answer<unknown>> => {
    const { sender } = event
    switch (call.kind) {
      case 'command':
        return command(sender.id, call)
      case 'uploadPath':
        return receivePath(application.files, call.path, sessions.claim(sender.id, call.session))
      case 'uploadBytes':
        return receiveBytes(application.files, call.bytes, call.name, sessions.claim(sender.id, call.session))
      case 'save':
        return done(await save(window, call.ticket.ticket))
      case 'read':
        return done(await read(call.ticket.ticket))
      case 'follow':
        return done(follow(sender, call))
      case 'unfollow':
        return done(subscriptions.end(sender.id, call.id))
      case 'openExternal':
        return done(await external.open(call.url))
    }
  }

  parts.ipcMain.handle(callChannel, async (event, message: unknown): Promise<Answer<unknown>> => {
    try {
      const window = parts.windowOf(event.sender)
      if (!window || !isTrustedSender(event.senderFrame)) {
        parts.refused('sender')
        throw new Fault('desktop.senderRefused')
      }
      const call = CallMessage.safeParse(message)
      if (!call.success) {
        parts.refused('message')
        throw new Fault('bridge.invalidInput')
      }
      return await answer(event, window, call.data)
    } catch (cause) {
      return { ok: false, error: asEnvelope(cause, randomUUID()) }
    }
  })

  return {
    pageGone: (contentsId) => subscriptions.endAll(contentsId),
    closed: async (contentsId) => {
      subscriptions.endAll(contentsId)
      for (const session of sessions.release(contentsId))
        await application.execute({ name: 'accounts.signOut', input: {}, session })
    },
  }
}

const done = (value: unknown): Answer<unknown> => ({ ok: true, value })

function urlIn(value: unknown): string {
  return typeof value === 'object' && value !== null && 'url' in value && typeof value.url === 'string' ? value.url : ''
}
