/**
 * What an answer of a short-address service means. The rules are the operator's own: there is no common interface.
 * A refusal is certain; whatever cannot be understood leaves open whether an address was made.
 */
import { readAnswer } from '@shared/domain/short-addresses'
import { Fault } from '../../platform/errors/fault'
import type { AnswerRules, ShortOutcome } from './types'

const quoted = 300
const longestAddress = 2000

export interface Answered {
  status: number
  /** The whole body. */
  text: string
  host: string
  redact: (text: string) => string
}

export function judge(answer: Answered, rules: AnswerRules): ShortOutcome {
  const wrong = statusFault(answer, rules.status)
  if (wrong) return { ok: false, fault: wrong }
  const json = parsed(answer.text)
  const { mustBe, address } = rules
  if ((mustBe || address?.kind === 'json') && json === undefined)
    return unknown('shortAddresses.answerUnreadable', answer, {})
  if (mustBe) {
    const value = readAnswer(json, mustBe.path)
    if (value !== mustBe.value) return { ok: false, fault: refusal('shortAddresses.refusedByService', answer, { path: mustBe.path, value: answer.redact((value ?? '—').slice(0, 60)) }) }
  }
  if (!address) return { ok: true, address: '', id: '' }
  const found = address.kind === 'json' ? readAnswer(json, address.path) : answer.text.trim()
  if (found === undefined || found === '')
    return unknown('shortAddresses.addressMissing', answer, { path: address.kind === 'json' ? address.path : '' })
  const text = found.trim()
  if (!isAddress(text))
    return unknown('shortAddresses.addressNotUrl', answer, { text: answer.redact(text).slice(0, 60) }, answer.redact(text).slice(0, 300))
  const id = address.kind === 'json' && address.idPath !== '' ? (readAnswer(json, address.idPath) ?? '') : ''
  return { ok: true, address: text, id }
}

/** Only what a phone opens in its browser. */
export function isAddress(text: string): boolean {
  if (text.length > longestAddress || /\s/u.test(text) || !URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === ''
}

function statusFault(answer: Answered, wanted: number | undefined): Fault | undefined {
  const { status } = answer
  if (wanted === undefined ? status >= 200 && status <= 299 : status === wanted) return undefined
  if (status >= 300 && status <= 399) return refusal('shortAddresses.redirected', answer, { status })
  if (status === 401 || status === 403) return refusal('shortAddresses.credentialRefused', answer, { status })
  if (status === 429) return refusal('shortAddresses.tooMany', answer, { status })
  if (status >= 400 && status <= 499) return refusal('shortAddresses.refused', answer, { status })
  // Another success than the one that was named, or a gateway that failed after the service had acted.
  return fault('shortAddresses.statusUnclear', answer, { status }, 'afterCheck')
}

const unknown = (code: string, answer: Answered, params: Record<string, string | number>, found?: string): ShortOutcome => ({
  ok: false,
  fault: fault(code, answer, params, 'afterCheck'),
  ...(found === undefined ? {} : { found }),
})
const refusal = (code: string, answer: Answered, params: Record<string, string | number>) => fault(code, answer, params, 'no')

function fault(code: string, { status, text, host, redact }: Answered, params: Record<string, string | number>, retry: 'no' | 'afterCheck'): Fault {
  return new Fault(code, {
    params: { host, ...params },
    retry,
    upstream: { system: 'shortAddress', code: String(status), message: redact(text).slice(0, quoted) },
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
