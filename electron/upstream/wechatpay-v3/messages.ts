/** Whether an answer or a callback is WeChat Pay's own. Source: payment-providers §8.3. */
import { wechatPayV3Message } from '@shared/domain/signatures'
import type { OpenKey } from '../payments/types'
import { isSignedBy } from './crypto'
import { textOf } from './strict-json'

/** Older or newer than this is refused, as all official SDKs do. */
const WINDOW_SECONDS = 300

export interface SignedMessage {
  /** By name in lower case. */
  header: (name: string) => string | undefined
  body: Uint8Array
}

export type MessageProblem =
  /** Without the four headers, or not text. */
  | 'unsigned'
  /** Signed with a key that the account does not have. */
  | 'unknownKey'
  /** Its time is not ours. */
  | 'outOfTime'
  | 'wrong'

export type MessageJudgement =
  | { ok: true; serial: string; text: string }
  | { ok: false; problem: MessageProblem; serial: string; offSeconds: number }

/**
 * Verifies the raw bytes with the key that the message itself names: during a switch some come signed with a platform
 * certificate and some with the public key. `now`: Unix seconds, or undefined where the age does not matter.
 */
export function judgeMessage({ header, body }: SignedMessage, keys: readonly Omit<OpenKey, 'id'>[], now: number | undefined): MessageJudgement {
  const [timestamp, nonce, signature, serial] = ['timestamp', 'nonce', 'signature', 'serial'].map(
    (name) => header(`wechatpay-${name}`) ?? '',
  ) as [string, string, string, string]
  const offSeconds = now === undefined ? 0 : Number(timestamp) - now
  const refuse = (problem: MessageProblem): MessageJudgement => ({ ok: false, problem, serial, offSeconds })
  const text = textOf(body)
  if (text === undefined || nonce === '' || signature === '' || serial === '' || !/^\d{1,12}$/u.test(timestamp)) return refuse('unsigned')
  const key = keys.find((one) => one.kind !== 'clientCertificate' && sameSerial(one.serial, serial))
  if (!key) return refuse('unknownKey')
  if (!isSignedBy(wechatPayV3Message({ timestamp, nonce, body: text }), signature, key.pem)) return refuse('wrong')
  if (Math.abs(offSeconds) >= WINDOW_SECONDS) return refuse('outOfTime')
  return { ok: true, serial: key.serial, text }
}

/** Hexadecimal serials are the same in either case; a public key's id is compared as it is. */
function sameSerial(ours: string, theirs: string): boolean {
  return ours === theirs || (/^[0-9a-f]+$/iu.test(ours) && ours.toUpperCase() === theirs.toUpperCase())
}
