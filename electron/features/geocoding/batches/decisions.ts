import type { CommandInput, CommandOutput } from '@shared/contract'
import { Fault } from '../../../platform/errors/fault'
import { judge, nextProvider } from './judge'
import type { BatchDoer, BatchesRoomParts } from './parts'
import type { GeoBatchRecord, GeoRowRecord } from './records'
import type { RowResult } from './settle.repository'
import { toRow } from './views'

type Input = CommandInput<'geocoding.batches.decide'>

/** What a person decides about a row, and about every row with the same address unless they say otherwise. */
export async function decideRow(
  parts: BatchesRoomParts,
  { batchId: id, rowNo, decision, sameAddress = true }: Input,
  { operatorName: by }: BatchDoer,
): Promise<CommandOutput<'geocoding.batches.decide'>> {
  const { rows, changed } = parts
  const row = await rows.row({ id, rowNo })
  const result = decision.kind === 'undo' ? undone(row, await rows.get(id)) : await decided(parts, row, decision, by)
  const count = await rows.decide({ id, rowNo, sameAddress, result })
  changed.batch(id)
  const next = await rows.nextInReview({ id, rowNo })
  return {
    row: toRow(await rows.row({ id, rowNo })),
    alsoDecided: Math.max(0, count - 1),
    ...(next === undefined ? {} : { next }),
  }
}

/** @throws Fault `geocoding.noSuchCandidate` */
async function decided(
  { clock, positionsOf }: BatchesRoomParts,
  row: GeoRowRecord,
  decision: Exclude<Input['decision'], { kind: 'undo' }>,
  by: string,
): Promise<RowResult> {
  const at = clock.instant()
  switch (decision.kind) {
    case 'take': {
      const { provider, candidate } = decision
      const place = row.answers.find((answer) => answer.provider === provider)?.candidates[candidate]
      if (!place) throw new Fault('geocoding.noSuchCandidate')
      const { lat, lng } = place.positions.wgs84
      return { state: 'chosen', chosen: { provider, candidate, lat, lng }, decision: { kind: 'take', by, at } }
    }
    case 'pin': {
      const { position, why } = decision
      const positions = await positionsOf(position)
      return { state: 'pinned', decision: { kind: 'pin', position, positions, why, by, at } }
    }
    case 'leaveOut':
      return { state: 'leftOut', decision: { kind: 'leaveOut', why: decision.why ?? '', by, at } }
  }
}

/** As the answers that are here would have it, as if nobody had decided. */
function undone(row: GeoRowRecord, { plan, name }: GeoBatchRecord): RowResult {
  if (!plan) throw new Fault('geocoding.batchUnplanned', { params: { name } })
  // Nothing to ask: why, stands at the row.
  if (row.question === null) return { state: 'badInput', decision: null }
  const have = new Map(row.answers.map((answer) => [answer.provider, answer]))
  if (nextProvider(plan, have) !== undefined) return { state: 'unasked', reasons: [], decision: null }
  const { state, reasons, chosen } = judge(plan, row.answers)
  return { state, reasons, chosen, decision: null }
}
