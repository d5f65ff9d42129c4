import { asUsed, type Condition, conditionKeys, maskName, maskNumber, maskOpenid } from '@shared/domain/identity'
import { textFor } from '../../platform/texts/texts'
import type { IdentityDesk } from './parts'
import type { Judged, NewRecord } from './repository'
import { eraseAtOf } from './retention'

interface Example {
  interface: 'v1' | 'v2'
  origin: 'call' | 'pasted'
  /** Which of the people. */
  who: number
  hoursAgo: number
  judged: Judged
}

const held: Condition[] = conditionKeys.map((key) => ({ key, state: 'held', reason: { code: heldReason(key), params: reasonParams(key) } }))

function heldReason(key: Condition['key']): string {
  if (key === 'callSucceeded') return 'errcodeZero'
  if (key === 'personVerified') return 'resultPassed'
  if (key === 'inTime') return 'withinWindow'
  return key === 'notUsedBefore' ? 'firstUse' : 'comparedByWechat'
}

function reasonParams(key: Condition['key']): Condition['reason']['params'] {
  if (key === 'personVerified') return { field: 'verify_ret' }
  if (key === 'inTime') return { minutes: 60 }
  const fields: Partial<Record<Condition['key'], string>> = { numberMatches: 'cert_hash', nameMatches: 'cert_hash', userMatches: 'openid', requestMatches: 'verify_id' }
  return fields[key] === undefined ? {} : { field: fields[key] }
}

const cancelled: Condition[] = held.map((condition) =>
  condition.key === 'personVerified' ? { key: condition.key, state: 'broken', reason: { code: 'resultFailed', params: { field: 'verify_ret', code: 90002 } } } : condition,
)

const codes = (result: string) => [
  { call: 'queryverifyinfo', field: 'errcode', code: '0' },
  { call: 'queryverifyinfo', field: 'verify_ret', code: result },
]

const examples: readonly Example[] = [
  { interface: 'v2', origin: 'call', who: 0, hoursAgo: 50, judged: { verdict: 'verified', conditions: held, codes: codes('10000') } },
  { interface: 'v2', origin: 'call', who: 1, hoursAgo: 27, judged: { verdict: 'notVerified', conditions: cancelled, codes: codes('90002') } },
  { interface: 'v2', origin: 'pasted', who: 0, hoursAgo: 3, judged: { verdict: 'notVerified', conditions: asUsed(held), codes: codes('10000') } },
]

/** People of the example, and where they stand. Only their masks and a keyed digest are written. */
export interface IdentityExample {
  appId: string
  operator: string
  people: readonly { name: string; number: string }[]
}

/** Writes the example of a new practice workspace: what a list of verifications looks like, without a call. */
export async function fillIdentityExample(desk: IdentityDesk, example: IdentityExample): Promise<void> {
  const now = desk.clock.now().getTime()
  for (const [index, { who, hoursAgo, judged, ...kind }] of examples.entries()) {
    const person = example.people[who]
    if (!person) continue
    const { name, number } = person
    const createdAt = new Date(now - hoursAgo * 3_600_000).toISOString()
    const record: NewRecord = {
      ...kind,
      id: desk.newId(),
      appId: example.appId,
      judged,
      consentVersion: 1,
      by: example.operator,
      createdAt,
      checkedAt: new Date(now - hoursAgo * 3_600_000 + 240_000).toISOString(),
      eraseAt: eraseAtOf(createdAt, 30),
      details: {
        numberMasked: maskNumber(number),
        nameMasked: maskName(name),
        openidMasked: maskOpenid('oEXAMPLE0practice0guest00000'),
        outSeqNo: `EXAMPLE-${index + 1}`,
        purpose: textFor('zh-CN', 'identity.examplePurpose'),
        numberDigest: desk.digests.number(number),
        credentialDigest: null,
        sealed: null,
        credentialUntil: null,
      },
    }
    await desk.repository.insert({ record, settlement: null })
  }
}
