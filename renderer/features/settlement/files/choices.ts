import type { ColumnField, FileStep } from '@shared/contract/settlement-files'

/** The names of a closed list, in its order. The compiler asks for each of them. */
const namesOf = <Name extends string>(all: Readonly<Record<Name, true>>) => Object.keys(all) as Name[]

export const fileSteps = namesOf<FileStep>({ reading: true, mapping: true, checking: true, checked: true, loaded: true, replaced: true, failed: true, discarded: true })

/** In the order in which people look for them. */
export const columnFields = namesOf<ColumnField>({
  at: true,
  amount: true,
  income: true,
  expense: true,
  merchantNo: true,
  wechatNo: true,
  providerNo: true,
  refundNo: true,
  providerRefundNo: true,
  refundAmount: true,
  fee: true,
  settled: true,
  settledRefund: true,
  balance: true,
  currency: true,
  settledCurrency: true,
  kind: true,
  direction: true,
  state: true,
  group: true,
  owner: true,
  scene: true,
  place: true,
  title: true,
})
