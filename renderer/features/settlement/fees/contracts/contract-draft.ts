import type { FeeContractFields } from '@shared/contract/settlement-fees'

/** An agreement as it is typed. */
export interface ContractDraft {
  name: string
  fromDay: string
  /** In percent. */
  rate: string
  policy: FeeContractFields['rule']['policy']
  amount: FeeContractFields['rule']['amount']
  rounding: FeeContractFields['rule']['rounding']
  level: FeeContractFields['rule']['level']
  refundMethod: FeeContractFields['rule']['refundMethod']
  scenes: FeeContractFields['rule']['scenes']
  sceneCodes: string
  issueDayOfMonth: string
  confirmWorkdays: string
  payWorkdays: string
  payAnchor: FeeContractFields['payAnchor']
  source: string
  note: string
  /** What the form does not change. */
  kept: Pick<FeeContractFields, 'accountIds' | 'currency'>
}

export function draftOfFields(fields: FeeContractFields): ContractDraft {
  const { rule, issueDayOfMonth, confirmWorkdays, payWorkdays, accountIds, currency } = fields
  const { name, fromDay, payAnchor, source, note } = fields
  const { policy, amount, rounding, level, refundMethod, scenes, sceneCodes } = rule
  return {
    ...{ name, fromDay, payAnchor, source, note, policy, amount, rounding, level, refundMethod },
    rate: percentText(rule.ratePpm),
    scenes: [...scenes],
    sceneCodes: sceneCodes.join(' '),
    issueDayOfMonth: String(issueDayOfMonth),
    confirmWorkdays: String(confirmWorkdays),
    payWorkdays: String(payWorkdays),
    kept: { accountIds, currency },
  }
}

/** `10000` parts per million as `1`, `6000` as `0.6`: without binary fractions. */
function percentText(ppm: number): string {
  const digits = String(ppm).padStart(5, '0')
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/\.?0+$/u, '')
}

/** Percent with at most four decimals in parts per million. */
function ppmOf(text: string): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,4}))?$/u.exec(text.normalize('NFKC').trim().replace(/%$/u, ''))
  if (!match) return undefined
  const ppm = Number(match[1]) * 10_000 + Number((match[2] ?? '').padEnd(4, '0'))
  return ppm <= 1_000_000 ? ppm : undefined
}

function countOf(text: string, least: number, most: number): number | undefined {
  const plain = text.normalize('NFKC').trim()
  if (!/^\d{1,3}$/u.test(plain)) return undefined
  const count = Number(plain)
  return count >= least && count <= most ? count : undefined
}

/** The agreement as it is sent, or the fields that cannot be read. */
export function fieldsOfDraft(draft: ContractDraft): { fields: FeeContractFields } | { wrong: string[] } {
  const ratePpm = ppmOf(draft.rate)
  const issueDayOfMonth = countOf(draft.issueDayOfMonth, 1, 28)
  const confirmWorkdays = countOf(draft.confirmWorkdays, 0, 60)
  const payWorkdays = countOf(draft.payWorkdays, 0, 120)
  const sceneCodes = draft.sceneCodes.normalize('NFKC').split(/[\s,、;]+/u).filter((code) => code !== '')
  const isDay = /^\d{4}-\d\d-\d\d$/u.test(draft.fromDay.trim())
  const areCodes = sceneCodes.every((code) => /^\d{1,6}$/u.test(code))
  if (ratePpm === undefined || issueDayOfMonth === undefined || confirmWorkdays === undefined || payWorkdays === undefined || !isDay || !areCodes || draft.scenes.length === 0 || draft.name.trim() === '')
    return {
      wrong: [
        ...(draft.name.trim() === '' ? ['name'] : []),
        ...(isDay ? [] : ['fromDay']),
        ...(ratePpm === undefined ? ['rate'] : []),
        ...(draft.scenes.length === 0 ? ['scenes'] : []),
        ...(areCodes ? [] : ['sceneCodes']),
        ...(issueDayOfMonth === undefined ? ['issueDayOfMonth'] : []),
        ...(confirmWorkdays === undefined ? ['confirmWorkdays'] : []),
        ...(payWorkdays === undefined ? ['payWorkdays'] : []),
      ],
    }
  const { policy, amount, rounding, level, refundMethod, scenes, payAnchor, kept } = draft
  return {
    fields: {
      ...kept,
      name: draft.name.trim(),
      fromDay: draft.fromDay.trim(),
      rule: { ratePpm, policy, amount, rounding, level, refundMethod, scenes, sceneCodes },
      ...{ issueDayOfMonth, confirmWorkdays, payWorkdays, payAnchor },
      source: draft.source.trim(),
      note: draft.note.trim(),
    },
  }
}
