/** What the bench is used for; one page of inputs serves all. */
export const benchTasks = ['sign', 'check', 'diagnose', 'code'] as const
export type BenchTask = (typeof benchTasks)[number]

/** What stands in the fields. The ticket is a credential and is never remembered. */
export interface BenchForm {
  source: 'account' | 'ticket'
  accountId: string
  url: string
  nonceStr: string
  timestamp: string
}

export const emptyForm: BenchForm = { source: 'account', accountId: '', url: '', nonceStr: '', timestamp: '' }

/** Whether a remembered value is a form of this bench. */
export function isBenchForm(value: unknown): value is BenchForm {
  if (typeof value !== 'object' || value === null) return false
  const given = value as Partial<Record<keyof BenchForm, unknown>>
  const texts = [given.accountId, given.url, given.nonceStr, given.timestamp]
  return (given.source === 'account' || given.source === 'ticket') && texts.every((text) => typeof text === 'string')
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** 16 letters and digits, as the samples of WeChat use. */
export function newNonce(): string {
  const picked = crypto.getRandomValues(new Uint32Array(16))
  return Array.from(picked, (number) => letters[number % letters.length] ?? '').join('')
}

/** Unix seconds as text. */
export function secondsNow(now = new Date()): string {
  return String(Math.floor(now.getTime() / 1000))
}
