/** How an answer of WeChat is read: JSON with an `errcode`, or a picture. Source: wechat-links-qr §0, §4.1. */
import type { z } from 'zod'
import type { Fault } from '../../platform/errors/fault'
import type { HttpResponse } from '../../platform/http'
import { readErrmsg } from './errors'
import type { Refusal } from './errors'
import { formatOf, isWhole } from './pictures'
import type { PictureFormat } from './pictures'
import { AnswerHead } from './types'

/** `errcode` of an outcome that is no failure of the call although it is not 0. */
export type Outcome<T> = { ok: true; value: T; requestId: string | undefined; errcode?: number } | { ok: false; refusal: Refusal }

/** Reads an answer; throws what `unreadable` gives when it is none of WeChat's. */
export type AnswerReader<T> = (response: HttpResponse, unreadable: () => Fault) => Outcome<T>

/** JSON whose `errcode` is 0 or absent and whose fields are as declared. */
export function jsonAnswer<T>(payload: z.ZodType<T>): AnswerReader<T> {
  return (response, unreadable) => {
    const body = response.json()
    const head = AnswerHead.safeParse(body)
    if (!head.success) throw unreadable()
    const { errcode = 0, errmsg = '' } = head.data
    const { message, requestId } = readErrmsg(errmsg)
    if (errcode !== 0) return { ok: false, refusal: { errcode, message, requestId } }
    const read = payload.safeParse(body)
    if (!read.success) throw unreadable()
    return { ok: true, value: read.data, requestId }
  }
}

export interface CodePicture {
  image: Uint8Array
  format: PictureFormat
  /** How many of the limited codes are used up, where WeChat says it (header `Num-Used` of `getwxacode`). */
  numUsed: number | undefined
}

function countIn(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/u.test(header.trim()) ? Number(header) : undefined
}

/**
 * The bytes of a picture, or JSON with an `errcode` and status 200 (§4.1). The first bytes decide, for neither can begin
 * like the other and a content type can be missing or wrong; a picture that was made must not be lost to its label, it
 * has cost a piece of the allowance. JSON without a refusal, a picture that ends too soon and anything else are
 * unreadable.
 */
export const pictureAnswer: AnswerReader<CodePicture> = (response, unreadable) => {
  const { bytes, headers } = response
  const format = formatOf(bytes)
  if (format !== undefined) {
    if (!isWhole(bytes, format)) throw unreadable()
    return { ok: true, value: { image: bytes, format, numUsed: countIn(headers['num-used']) }, requestId: undefined }
  }
  const answer = jsonAnswer(AnswerHead)(response, unreadable)
  if (answer.ok) throw unreadable()
  return answer
}
