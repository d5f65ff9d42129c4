import type { StandInReply } from '../http/server'

/** What a call is answered with, before it is signed. */
export interface V3Reply extends StandInReply {
  /** What is signed instead of the body; null: nothing is. */
  signedText?: string | null
}

/** An error answer of the interface: `{code, message, detail}`. */
export class V3Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly detail: object | undefined

  constructor(status: number, code: string, message: string, detail?: object) {
    super(message)
    this.name = 'V3Refusal'
    this.status = status
    this.code = code
    this.detail = detail
  }
}

/** A field that is wrong; `field` is a JSON pointer as WeChat writes it. */
export function wrongField(field: string, value: unknown, issue: string, location = 'body'): V3Refusal {
  const told = typeof value === 'string' || typeof value === 'number' ? value : ''
  return new V3Refusal(400, 'PARAM_ERROR', `参数错误：${issue}`, { field, value: told, issue, location })
}

export const businessRule = (message: string) => new V3Refusal(400, 'INVALID_REQUEST', message)

export function refusalReply({ status, code, message, detail }: V3Refusal): StandInReply {
  return jsonReply(status, { code, message, ...(detail ? { detail } : {}) })
}

export function jsonReply(status: number, content: object): StandInReply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(content) }
}
