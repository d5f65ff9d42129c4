import type { FeeStatement } from '@shared/contract/settlement-fees'
import { FeeContractFields, StatementAct } from '@shared/contract/settlement-fees'
import { expect, test } from 'vitest'
import { actFields, type ActName, draftFor, minorOf, readDraft } from './act-draft'
import { draftOfFields, fieldsOfDraft } from './contracts/contract-draft'

const statement = { currency: 'CNY', computed: { totalMinor: 12_345 } } as FeeStatement
const id = '0190a1b2-0000-7000-8000-000000000001'

test('every step is sent as the contract takes it, once all that it needs is there', () => {
  const full = {
    ...draftFor(statement, '2026-11-28'),
    ...{ fee: '123.45', base: '12,345.00', issuedDay: '2026-11-01', files: [{ id, name: 'a.eml' }], file: [{ id, name: 's.xlsx' }], note: 'n' },
    ...{ reason: 'r', orders: 'A1, A2\nA3', claimed: '120.00', text: 't', amount: '123.45', reference: 'B1', number: 'I1', tax: '7' },
  }
  for (const act of Object.keys(actFields) as ActName[]) {
    const read = readDraft(act, full, 'CNY')
    expect('step' in read && StatementAct.safeParse(read.step).error, act).toBeUndefined()
  }
  expect(readDraft('dispute', full, 'CNY')).toMatchObject({ step: { orderNumbers: ['A1', 'A2', 'A3'], claimedMinor: 12_000 } })
})

test('what is missing or unreadable is named, a slip for a payment too', () => {
  const empty = { ...draftFor(statement, '2026-11-28'), reference: ' ', amount: '12.345' }
  expect(readDraft('pay', empty, 'CNY')).toEqual({ missing: ['amount', 'reference', 'files'] })
  expect(readDraft('receive', { ...empty, issuedDay: '1.11.2026' }, 'CNY')).toEqual({ missing: ['fee', 'issuedDay', 'files'] })
})

test('a month below zero can be typed', () => {
  expect([minorOf('-12.30', 'CNY'), minorOf('－1', 'CNY'), minorOf('0', 'CNY'), minorOf('x', 'CNY')]).toEqual([-1230, -100, 0, undefined])
})

test('an agreement is read back as it was; rates keep every decimal', () => {
  const fields = FeeContractFields.parse({
    ...{ name: 'n', fromDay: '2026-01-01', source: 's' },
    rule: { ratePpm: 6001, policy: 'paidGross', amount: 'received', rounding: 'halfUp', level: 'perOrder', refundMethod: 'cumulative', scenes: ['channels'], sceneCodes: ['1175', '1176'] },
  })
  expect(draftOfFields(fields).rate).toBe('0.6001')
  expect(fieldsOfDraft(draftOfFields(fields))).toEqual({ fields })
  expect(fieldsOfDraft({ ...draftOfFields(fields), rate: '100.1', sceneCodes: 'x', confirmWorkdays: '-1' })).toEqual({ wrong: ['rate', 'sceneCodes', 'confirmWorkdays'] })
})
