import { createHash } from 'node:crypto'
import type { StandInReply } from '../http/server'

/** `md5(function + mid + timestamp + key)`, nothing between, lower-case hex (payment-providers §3.2). */
export function signed(name: string, mid: string, timestamp: string, key: string): string {
  return createHash('md5').update(name + mid + timestamp + key).digest('hex')
}

export const json = (content: object): StandInReply => ({ status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) })

/** A refusal has HTTP status 200 and its own inside, e.g. `mid not exist` (T-test). */
export const no = (errorInfo: string): StandInReply => json({ status: 403, error_info: errorInfo })
