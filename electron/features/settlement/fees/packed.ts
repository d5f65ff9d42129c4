import { deflateRaw, inflateRaw } from 'node:zlib'
import { promisify } from 'node:util'
import type { PriorReason } from '@shared/contract/settlement-fees'
import type { FeeOrder, FeeTable, SuspectIndex } from '@shared/domain/service-fee'

const pack = promisify(deflateRaw)
const unpack = promisify(inflateRaw)

/** A line as it is kept; names of places and accounts are looked up when it is shown. */
export interface KeptLine {
  orderId: string
  number: string
  kind: 'payment' | 'refund'
  atMs: number
  scene: string
  sceneCode: string
  placeId: string
  accountId: string
  amountMinor: number
  feeMinor: number
}

export interface KeptPrior {
  id: string
  originMonth: string
  /** Empty for a month that is carried forward as a whole. */
  orderId: string
  number: string
  reason: PriorReason
  baseMinor: number
  feeMinor: number
  atMs: number
  placeId: string
}

/** What explains a figure: sums by every way of computing, and orders by their fee. */
export interface KeptIndex {
  table: FeeTable
  suspects: SuspectIndex
}

type OrderTuple = [string, string, number, string, string, string, string, 0 | 1, number, number, number, number, [string, number, number][]]
type LineTuple = [string, string, 0 | 1, number, string, string, string, string, number, number]

/** Names once a file, values in rows: a third of the bytes of plain objects. */
export const orderText = (orders: readonly FeeOrder[]): string =>
  JSON.stringify(
    orders.map((o): OrderTuple => [
      ...([o.id, o.number, o.paidAtMs, o.scene, o.sceneCode, o.placeId, o.accountId, o.redeemed ? 1 : 0] as const),
      ...([o.ordered, o.received, o.settled, o.refundBasis] as const),
      o.refunds.map(({ number, atMs, minor }): [string, number, number] => [number, atMs, minor]),
    ]),
  )

export async function readOrders(data: Uint8Array): Promise<FeeOrder[]> {
  const rows = JSON.parse(await textOf(data)) as OrderTuple[]
  return rows.map(([id, number, paidAtMs, scene, sceneCode, placeId, accountId, redeemed, ordered, received, settled, refundBasis, refunds]) => ({
    ...{ id, number, paidAtMs, scene, sceneCode, placeId, accountId, redeemed: redeemed === 1, ordered, received, settled, refundBasis },
    refunds: refunds.map(([no, atMs, minor]) => ({ number: no, atMs, minor })),
  }))
}

export const lineText = (lines: readonly KeptLine[]): string =>
  JSON.stringify(lines.map((l): LineTuple => [l.orderId, l.number, l.kind === 'payment' ? 0 : 1, l.atMs, l.scene, l.sceneCode, l.placeId, l.accountId, l.amountMinor, l.feeMinor]))

export async function readLines(data: Uint8Array): Promise<KeptLine[]> {
  const rows = JSON.parse(await textOf(data)) as LineTuple[]
  return rows.map(([orderId, number, kind, atMs, scene, sceneCode, placeId, accountId, amountMinor, feeMinor]) => ({
    ...{ orderId, number, kind: kind === 0 ? ('payment' as const) : ('refund' as const), atMs, scene, sceneCode, placeId, accountId, amountMinor, feeMinor },
  }))
}

export async function readPrior(data: Uint8Array): Promise<KeptPrior[]> {
  return JSON.parse(await textOf(data)) as KeptPrior[]
}

export async function readIndex(data: Uint8Array): Promise<KeptIndex> {
  return JSON.parse(await textOf(data)) as KeptIndex
}

export async function packed(text: string): Promise<Uint8Array> {
  return pack(text, { level: 4 })
}

async function textOf(data: Uint8Array): Promise<string> {
  return (await unpack(data)).toString('utf8')
}
