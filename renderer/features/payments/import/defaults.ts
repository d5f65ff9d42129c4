import type { OrderImportDefaults } from '@shared/contract/payment-orders'
import { isCurrency } from '@shared/domain/money'

export const importEndings = ['.csv', '.tsv', '.txt', '.xlsx', '.jsonl', '.ndjson'] as const
/** Of these columns a new order needs at least a number and an amount; the service says exactly which. */
export const wantedFields = ['merchantNo', 'amount'] as const

export const usualDefaults: OrderImportDefaults = {
  currency: 'CNY',
  unit: 'major',
  zone: 'Asia/Shanghai',
  state: 'paid',
  scene: 'unset',
  method: '',
}

/** Whether remembered defaults fit this version. */
export function isImportDefaults(value: unknown): value is OrderImportDefaults {
  if (typeof value !== 'object' || value === null) return false
  const one = value as Partial<Record<keyof OrderImportDefaults, unknown>>
  const texts = [one.currency, one.unit, one.zone, one.state, one.scene, one.method]
  return texts.every((text) => typeof text === 'string') && isCurrency(String(one.currency)) && ['major', 'minor'].includes(String(one.unit))
}
