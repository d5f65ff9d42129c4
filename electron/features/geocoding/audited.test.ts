import { geocoding } from '@shared/contract/geocoding'
import { expect, it } from 'vitest'
import { auditDetails } from '../../bridge/audit-details'

const id = '0190a1b2-0000-7000-8000-00000000000a'
const at = { lat: 31.23456, lng: 121.47654, datum: 'wgs84' }
const address = '上海市黄浦区南京东路1号501室'

/** Every command that takes in where a customer lives. */
const inputs = {
  lookup: { address, area: 'auto' },
  reverse: { at },
  pin: { id, position: at, why: '客人说在后门' },
  'batches.create': { name: '十一月', source: { kind: 'cells', cells: [['地址'], [address]] } },
  'batches.editRow': { batchId: id, rowNo: 0, cells: [address] },
  'batches.decide': { batchId: id, rowNo: 0, decision: { kind: 'pin', position: at, why: '客人说在后门' } },
} as const

it.each(Object.entries(inputs))('%s leaves no address and no position in the audit trail', (name, input) => {
  const { secrets } = geocoding[name as keyof typeof inputs]
  const kept = JSON.stringify(auditDetails(input, secrets ?? []))
  expect(kept).not.toMatch(/南京东路|31\.23456/u)
})
