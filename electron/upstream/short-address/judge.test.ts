import { describe, expect, it } from 'vitest'
import { isAddress, judge } from './judge'
import type { AnswerRules } from './types'

const rules = (changes: Partial<AnswerRules> = {}): AnswerRules => ({ status: undefined, mustBe: undefined, address: { kind: 'text' }, ...changes })
const answer = (status: number, text: string) => ({ status, text, host: 's.example', redact: (one: string) => one.replaceAll('S3CRET', '***') })
const codeOf = (status: number, text: string, changes: Partial<AnswerRules> = {}) => {
  const outcome = judge(answer(status, text), rules(changes))
  return outcome.ok ? 'ok' : `${outcome.fault.code.replace('shortAddresses.', '')} ${outcome.fault.retry}`
}

describe('an answer', () => {
  it('may be the address itself', () => {
    expect(judge(answer(200, ' https://s.example/a \n'), rules())).toEqual({ ok: true, address: 'https://s.example/a', id: '' })
    expect(codeOf(200, '')).toBe('addressMissing afterCheck')
    expect(codeOf(200, 'https://s.example/a\nhttps://s.example/b')).toBe('addressNotUrl afterCheck')
  })

  it('is a refusal only where it is certain', () => {
    expect([400, 401, 403, 404, 429, 302].map((status) => codeOf(status, 'x'))).toEqual([
      'refused no', 'credentialRefused no', 'credentialRefused no', 'refused no', 'tooMany no', 'redirected no',
    ])
    expect([500, 502, 100].map((status) => codeOf(status, 'x'))).toEqual(Array.from({ length: 3 }, () => 'statusUnclear afterCheck'))
    expect(codeOf(201, 'https://s.example/a', { status: 200 })).toBe('statusUnclear afterCheck')
  })

  it('must say what the condition asks for', () => {
    const changes = { mustBe: { path: 'code', value: '0' }, address: undefined }
    expect(codeOf(200, '{"code":0}', changes)).toBe('ok')
    expect(codeOf(200, '{"code":1}', changes)).toBe('refusedByService no')
    expect(codeOf(200, '{}', changes)).toBe('refusedByService no')
    expect(codeOf(200, '<html>', changes)).toBe('answerUnreadable afterCheck')
  })

  it('is repeated in a fault without secrets, and cut', () => {
    const outcome = judge(answer(400, `S3CRET ${'x'.repeat(1000)}`), rules())
    if (outcome.ok) throw new Error('refusal expected')
    expect(outcome.fault.upstream?.message).toMatch(/^\*\*\* x+$/u)
    expect(outcome.fault.upstream?.message.length).toBe(300)
  })

  it('gives no address that a phone should not open', () => {
    for (const bad of ['javascript:alert(1)', 'weixin://dl/x', 'https://u:p@s.example/', 'https://s.example/a b', 's.example/a', `https://s.example/${'x'.repeat(2000)}`])
      expect(isAddress(bad), bad).toBe(false)
    expect(isAddress('http://127.0.0.1:8080/s/a')).toBe(true)
  })
})
