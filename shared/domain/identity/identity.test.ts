import { describe, expect, it } from 'vitest'
import {
  asUsed,
  checkCharacter,
  checkNumber,
  type Condition,
  conditionKeys,
  conditionsOf,
  type FaceAnswer,
  holdsIdentityNumber,
  identityLimitValues,
  type Judgement,
  maskName,
  maskNumber,
  maskOpenid,
  normalName,
  readAnswer,
  verdictOf,
} from './index'

const today = '2026-11-28'
const codes = (number: string, day = today) => checkNumber(number, day).problems.map(({ code }) => code)
/** A number with this region, day and sequence. */
const numberOf = (region: string, day: string, sequence = '001') => {
  const digits = region + day + sequence
  return digits + checkCharacter(digits)
}

describe('an identity number', () => {
  it('has the check character of the published samples', () => {
    expect(['11010519491231002', '34052419800101001', '44052418800101001'].map(checkCharacter)).toEqual(['X', 'X', '4'])
  })

  it('is taken in every way of writing it, and comes back in one', () => {
    for (const text of ['11010519491231002X', ' 110105 19491231 002x ', '１１０１０５19491231002Ｘ', '110105-19491231-002x']) {
      expect(checkNumber(text, today)).toEqual({ normal: '11010519491231002X', problems: [] })
    }
  })

  it('is refused with what is wrong, in order', () => {
    expect(codes('')).toEqual(['empty'])
    expect(codes('1101051949123100')).toEqual(['length'])
    expect(codes('1101051949123100X2')).toEqual(['characters'])
    expect(codes('E12345678')).toEqual(['characters'])
    expect(codes('110105194912310021')).toEqual(['check'])
    expect(codes(numberOf('990105', '19491231'))).toEqual(['region'])
    expect(codes(numberOf('110105', '20230229'))).toEqual(['date'])
    expect(codes(numberOf('110105', '20261129'))).toEqual(['future'])
    expect(codes(numberOf('110105', '20261128'))).toEqual([])
    expect(codes('440524188001010014')).toEqual(['age'])
    expect(codes('990105202302290021')).toEqual(['region', 'date', 'check'])
  })

  it('is of somebody of 120 at most, counted by birthdays, the 29th of February too', () => {
    expect(codes(numberOf('110105', '19051129'))).toEqual([])
    expect(codes(numberOf('110105', '19051128'))).toEqual(['age'])
    expect(codes(numberOf('110105', '19040229'), '2025-02-28')).toEqual([])
    expect(codes(numberOf('110105', '19040229'), '2025-03-01')).toEqual(['age'])
  })

  it('of 15 digits is told to be of the first generation, and shown as 18', () => {
    expect(checkNumber('110105491231002', today)).toEqual({
      normal: '110105491231002',
      problems: [{ code: 'firstGeneration', params: {} }],
      converted: '11010519491231002X',
    })
    expect(checkNumber('110105991231997', today).converted?.slice(6, 10)).toBe('1899')
    expect(checkNumber('110105491331002', today)).not.toHaveProperty('converted')
  })

  it('with one digit changed or two neighbours exchanged is found out, for a thousand numbers', () => {
    let day = Date.parse('1950-01-01')
    for (let index = 0; index < 1000; index += 1) {
      day += 86_400_000 * 23
      const number = numberOf('310101', new Date(day).toISOString().slice(0, 10).replaceAll('-', ''), String(index % 1000).padStart(3, '0'))
      expect(codes(number)).toEqual([])
      const at = 14 + (index % 3)
      const wrong = number.slice(0, at) + String((Number(number[at]) + 1 + (index % 8)) % 10) + number.slice(at + 1)
      if (wrong !== number) expect(codes(wrong)).toContain('check')
      const swapped = number.slice(0, 15) + (number[16] ?? '') + (number[15] ?? '') + number.slice(17)
      if (swapped !== number) expect(codes(swapped)).toContain('check')
    }
  })

  it('is found in a text that would be kept, and an order number is not', () => {
    expect(holdsIdentityNumber('入住 11010519491231002x 张三')).toBe(true)
    expect(holdsIdentityNumber('编号 1 110105 19491231 002X')).toBe(true)
    expect(holdsIdentityNumber('订单 202611281234567890、4200001234202611281234567890')).toBe(false)
  })
})

describe('a mask', () => {
  it('shows three and two, or one and one, and never more than was asked for', () => {
    expect(maskNumber('11010519491231002x')).toBe('110*************2X')
    expect(maskNumber('11010519491231002X', '1+1')).toBe('1****************X')
    expect(maskNumber(maskNumber('11010519491231002X'), '1+1')).toBe('1****************X')
    expect(maskNumber('12345678')).toBe('********')
    for (let length = 0; length < 60; length += 1) expect(maskNumber('1234567890'.repeat(6).slice(0, length)).replaceAll('*', '').length).toBeLessThanOrEqual(5)
  })

  it('shows the surname only, whatever the name is like', () => {
    const names = ['张三', '张三丰', '欧阳娜娜', '欧阳', '张', '买买提·艾力', '买买提•艾力', ' 李  四 ', 'John Smith', '𠮷田', '']
    expect(names.map(maskName)).toEqual(['张*', '张**', '欧阳**', '欧*', '*', '买**·**', '买**·**', '李 *', 'J*** *****', '𠮷*', ''])
  })

  it('gives one form to a name typed in several', () => {
    expect(new Set(['买买提·艾力', '买买提•艾力', '买买提・艾力', ' 买买提 · 艾力 ', '买买提‧艾力'].map(normalName))).toEqual(new Set(['买买提·艾力']))
    expect(normalName('Jose\u0301')).toBe('Jos\u00e9')
  })

  it('shortens a user', () => {
    expect(maskOpenid('oRrdQt6K0uXh1r2oFlzq9wyzABCD')).toBe('oRrd…BCD')
    expect(maskOpenid('oshort')).toBe('******')
  })
})

const issuedAt = Date.parse('2026-11-28T06:00:00.000Z')
const seconds = (minutes: number) => issuedAt / 1000 + minutes * 60

function judgement(face: 'v1' | 'v2', changes: { answer?: FaceAnswer; expected?: Judgement['expected'] } & Partial<Omit<Judgement, 'answer' | 'expected'>> = {}): Judgement {
  const { answer = {}, expected = {}, ...rest } = changes
  const v1 = { identifyTime: seconds(5), finishTime: seconds(5), openid: 'o1', userIdKey: 'k1', numberMd5: 'a1', nameMd5: 'b1' }
  return {
    interface: face,
    answer: { errcode: 0, result: face === 'v1' ? 0 : 10_000, ...(face === 'v1' ? v1 : {}), ...answer },
    expected: { openid: 'o1', userIdKey: 'k1', verifyId: 'v1', outSeqNo: 's1', certHash: 'c1', numberMd5: 'a1', numberMd5SmallX: 'a2', nameMd5: 'b1', issuedAt, ...expected },
    sent: true,
    now: issuedAt + 10 * 60_000,
    windowMinutes: 60,
    usedBefore: false,
    ...rest,
  }
}
const judged = (one: Judgement) => {
  const conditions = conditionsOf(one)
  return { verdict: verdictOf(conditions), not: conditions.filter(({ state }) => state !== 'held').map(({ key, state, reason }) => `${key} ${state} ${reason.code}`) }
}

describe('a verdict', () => {
  it('is “verified” when all eight hold, and only then', () => {
    for (const face of ['v1', 'v2'] as const) expect(judged(judgement(face))).toEqual({ verdict: 'verified', not: [] })
    const all: Condition[] = conditionKeys.map((key) => ({ key, state: 'held', reason: { code: '', params: {} } }))
    expect(verdictOf(all)).toBe('verified')
    for (const state of ['broken', 'unknown', 'notApplicable'] as const)
      for (const key of conditionKeys) expect(verdictOf(all.map((one) => (one.key === key ? { ...one, state } : one)))).toBe(state === 'broken' ? 'notVerified' : 'unknown')
    for (const key of conditionKeys) expect(verdictOf(all.filter((one) => one.key !== key))).toBe('unknown')
    expect(verdictOf([])).toBe('unknown')
    expect(verdictOf(asUsed(all))).toBe('notVerified')
  })

  const broken: [string, Judgement, string][] = [
    ['errcode 0 alone', judgement('v1', { answer: { result: 10003 } }), 'personVerified broken resultFailed'],
    ['a code of v1 in v2', judgement('v2', { answer: { result: 0 } }), 'personVerified broken resultFailed'],
    ['another number', judgement('v1', { answer: { numberMd5: 'ff' } }), 'numberMatches broken digestDiffers'],
    ['a number with a small x', judgement('v1', { answer: { numberMd5: 'A2' } }), 'numberMatches broken digestSmallX'],
    ['another name', judgement('v1', { answer: { nameMd5: 'ff' } }), 'nameMatches broken digestDiffers'],
    ['another user', judgement('v1', { answer: { openid: 'o2' } }), 'userMatches broken userDiffers'],
    ['another request', judgement('v1', { answer: { userIdKey: 'k2' } }), 'requestMatches broken requestDiffers'],
    ['another serial number although the key fits', judgement('v1', { answer: { outSeqNo: 's2' } }), 'requestMatches broken requestDiffers'],
    ['an older result', judgement('v1', { answer: { identifyTime: seconds(-30) } }), 'inTime broken beforeIssue'],
    ['a late one', judgement('v1', { answer: { finishTime: seconds(61) }, now: issuedAt + 62 * 60_000 }), 'inTime broken late'],
    ['one from the future', judgement('v1', { answer: { finishTime: seconds(40) } }), 'inTime broken timeInFuture'],
    ['asked too late', judgement('v2', { now: issuedAt + 61 * 60_000 }), 'inTime broken askedLate'],
    ['used before', judgement('v2', { usedBefore: true }), 'notUsedBefore broken usedBefore'],
  ]
  it.each(broken)('%s is not verified', (_name, one, why) => {
    expect(judged(one)).toEqual({ verdict: 'notVerified', not: [why] })
  })

  it('is open where the answer does not tell: nothing is assumed', () => {
    const silent = judgement('v1', { answer: { errcode: 0 } })
    silent.answer = { errcode: 0, result: 0 }
    expect(judged(silent).verdict).toBe('unknown')
    expect(judged(silent).not).toHaveLength(5)
    expect(judged({ ...judgement('v2'), sent: false }).not).toEqual([
      'numberMatches unknown answerSilent',
      'nameMatches unknown answerSilent',
      'userMatches unknown answerSilent',
      'requestMatches unknown noRequest',
    ])
    expect(judged(judgement('v2', { usedBefore: undefined }))).toEqual({ verdict: 'unknown', not: ['notUsedBefore unknown nothingToRecognise'] })
    expect(judged(judgement('v1', { expected: { openid: '' } }))).toEqual({ verdict: 'unknown', not: ['userMatches unknown noUser'] })
  })

  it('of a pasted v2 answer rests on what was issued here, for the same person', () => {
    const issuedHere = { certHash: 'c1', openid: 'o1', outSeqNo: 's1', issuedAt }
    const answer = { verifyId: 'v1' }
    expect(judged(judgement('v2', { sent: false, issuedHere, answer }))).toEqual({ verdict: 'verified', not: [] })
    // An answer that names no request could be that of anybody.
    expect(judged(judgement('v2', { sent: false, issuedHere }))).toEqual({ verdict: 'unknown', not: ['requestMatches unknown askHere'] })
    expect(judged(judgement('v2', { sent: false, issuedHere: { ...issuedHere, certHash: 'c2' }, answer })).not).toEqual(['numberMatches broken issuedForOther', 'nameMatches broken issuedForOther'])
    expect(judged(judgement('v2', { sent: false, issuedHere, answer: { errcode: 84001 } })).verdict).toBe('notVerified')
    // What is known here of its time goes before what was typed about it.
    const now = issuedAt + 90 * 60_000
    for (const typed of [issuedAt, now - 60_000])
      expect(judged(judgement('v2', { sent: false, issuedHere, answer, now, expected: { issuedAt: typed } }))).toEqual({ verdict: 'unknown', not: ['inTime unknown noTime'] })
  })
})

describe('a pasted answer', () => {
  const sample = 'HTTP/1.1 200 OK\nContent-Type: application/json; encoding=utf-8\n\n{\n "errcode" : 0,\n "errmsg" : "ok",\n "identify_ret" : 0,\n "identify_time" : 1486350357\n "validate_data" : "8593"\n}'

  it('is read although the published sample lacks a comma, which is told', () => {
    expect(readAnswer(sample, 'v1')).toEqual({
      ok: true,
      answer: { errcode: 0, result: 0, identifyTime: 1486350357 },
      notices: [
        { code: 'textAround', params: {} },
        { code: 'missingComma', params: {} },
      ],
    })
  })

  it('is read with the slips of a chat window, and with the request beside it', () => {
    const text = '{“errcode”：“0”，"verify_ret": "10000", "request": {"verify_id": "v1", "list": [1, {"a": null}]},}'
    expect(readAnswer(text, 'v2')).toMatchObject({ ok: true, answer: { errcode: 0, result: 10_000, verifyId: 'v1' } })
  })

  it('is refused where two readings are possible or nothing is told', () => {
    expect(readAnswer('{"errcode":0,"identify_ret":10003,"identify_ret":0}', 'v1')).toEqual({ ok: false, problem: 'duplicate', params: { field: 'identify_ret' } })
    expect(readAnswer('{"errcode":0,"340524198001010010":1,"340524198001010010":2}', 'v1')).toMatchObject({ params: { field: '…' } })
    expect(readAnswer('{"identify_ret":0,"inner":{"identify_ret":10003}}', 'v1')).toMatchObject({ problem: 'duplicate' })
    expect(readAnswer('{"errcode":0,"openid":"a","openid":"b"}', 'v1')).toMatchObject({ problem: 'duplicate', params: { field: 'openid' } })
    expect(readAnswer('ok', 'v1')).toMatchObject({ problem: 'noObject' })
    expect(readAnswer('{"a":1}', 'v1')).toMatchObject({ problem: 'nothingKnown' })
    expect(readAnswer('{"errcode":0 x}', 'v1')).toMatchObject({ problem: 'syntax' })
    expect(readAnswer('{"a":'.repeat(50) + '}', 'v1')).toMatchObject({ problem: 'tooDeep' })
    expect(readAnswer('{"__proto__":{"errcode":0},"errcode":1}', 'v1')).toMatchObject({ problem: 'duplicate' })
    expect(readAnswer('{"errcode":0,"verify_ret":10000}', 'v1')).toEqual({ ok: true, answer: { errcode: 0 }, notices: [{ code: 'otherInterface', params: { field: 'verify_ret' } }] })
    // What cannot be understood is not made good by a second one elsewhere.
    for (const first of ['"ok"', '[84001]', '84001.5', '{"code":84001}']) expect(readAnswer(`{"errcode":${first},"more":{"errcode":0},"verify_ret":10000}`, 'v2')).toMatchObject({ problem: 'duplicate' })
    expect(readAnswer('{"errcode":0,"verify_ret":10000,"\\u0065rrcode":84001}', 'v2')).toMatchObject({ problem: 'duplicate' })
    for (const crooked of ['-0', '"-0"', '"00"', '"+0"', '"0x0"', '"０"', '""', 'false', '"null"']) expect(readAnswer(`{"errcode":0,"identify_ret":${crooked}}`, 'v1')).toMatchObject({ answer: { errcode: 0 } })
    for (const crooked of ['-0', '"00"', '"０"', '110101199003071']) expect(readAnswer(`{"errcode":0,"identify_ret":${crooked}}`, 'v1')).not.toHaveProperty('answer.result')
    expect(readAnswer('{"errcode":0.5,"verify_ret":10000}', 'v2')).toMatchObject({ answer: { result: 10_000 }, notices: [{ code: 'notUnderstood' }] })
  })
})

it('a damaged setting never switches a rule off', () => {
  expect(identityLimitValues({ faceV1EndsOn: 20261399, faceWindowMinutes: 0 })).toEqual({ faceWindowMinutes: 60, faceV1EndsOn: 20260630 })
  expect(identityLimitValues({ faceV1EndsOn: 20270331, faceWindowMinutes: 30 })).toEqual({ faceWindowMinutes: 30, faceV1EndsOn: 20270331 })
})
