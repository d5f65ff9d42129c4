/** Sends to a group robot. Source: see index.ts. */
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import type { CallDescription, HttpClient, HttpResponse } from '../../platform/http'
import { robotRefusal } from './errors'

const Answer = z.object({ errcode: z.int(), errmsg: z.string().default('') })
const timeoutMs = 15_000
const maxBytes = 64 * 1024
/** "markdown 内容，最长不超过 4096 个字节，必须是 utf8 编码". */
const longestBytes = 4096

export interface WecomRobotParts {
  http: HttpClient
  /** Without a slash at the end; the stand-in's in practice. */
  baseUrl: () => Promise<string>
}

export interface WecomRobot {
  /**
   * Writes one markdown message. Never repeated: an answer that does not come leaves it unknown (`afterCheck`).
   * @throws Fault `wecomRobot.*`, `http.*`
   */
  send(key: string, markdown: string, call: { correlationId: string; signal?: AbortSignal | undefined }): Promise<void>
}

export function createWecomRobot({ http, baseUrl }: WecomRobotParts): WecomRobot {
  return {
    async send(key, markdown, { correlationId, signal }) {
      if (Buffer.byteLength(markdown) > longestBytes) throw new Fault('wecomRobot.tooLong')
      http.redactor.learn(key)
      let answer: z.infer<typeof Answer> | undefined
      await http.request({
        system: 'wecomRobot',
        method: 'POST',
        url: `${await baseUrl()}/cgi-bin/webhook/send`,
        query: { key },
        secretQuery: ['key'],
        json: { msgtype: 'markdown', markdown: { content: markdown } },
        timeoutMs,
        maxBytes,
        safe: false,
        rateKey: `wecomRobot:${key}`,
        correlationId,
        signal,
        describe: (response) => {
          answer = read(response)
          return describe(answer)
        },
      })
      if (answer && answer.errcode !== 0) throw robotRefusal(answer.errcode, http.redactor.text(answer.errmsg).slice(0, 300))
    },
  }
}

/** @throws Fault `http.unreadable` where the answer is none of the robot's */
function read(response: HttpResponse): z.infer<typeof Answer> {
  const parsed = Answer.safeParse(response.json())
  if (parsed.success) return parsed.data
  throw new Fault('http.unreadable', { params: { host: 'qyapi.weixin.qq.com' }, retry: 'afterCheck' })
}

function describe({ errcode }: z.infer<typeof Answer>): CallDescription {
  return errcode === 0 ? { code: '0' } : { code: String(errcode), refused: true }
}
