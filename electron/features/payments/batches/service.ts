import type { RefundBatch, RefundBatchRow } from '@shared/contract/payment-refunds'
import { isRefundState } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import type { IncomingFiles } from '../../../platform/files/workspace-files'
import type { RepositoryClient } from '../../../platform/store/repository'
import { type MappingMemory, openImport } from '../../apps'
import type { Doer } from '../ports'
import { newRefundNo } from '../refunds/number'
import { moverOf, type RefundsService } from '../refunds/service'
import { batchColumns } from './field-synonyms'
import { BatchPlan, likelyKey, type PlannedRow } from './plan'
import type { AskRow, refundBatchesRepository, StoredBatch, StoredRow } from './repository'

export interface BatchesParts {
  repository: RepositoryClient<typeof refundBatchesRepository>
  refunds: RefundsService
  mappings: MappingMemory
  incoming: Pick<IncomingFiles, 'require'>
  newId: () => string
  changed: () => void
}

const purpose = 'payments.batches'
/** WeChat's own batch refunds take ten thousand orders (payment-providers §11 No. 12). */
const limits = { rows: 10_000, cells: 1_000_000, fileBytes: 20 * 1024 * 1024, unpackedBytes: 120 * 1024 * 1024 }
const rowsAtOnce = 200
/** Asking computes limits and writes an audit entry for each row: few at a time, so that nobody waits behind them. */
const askedAtOnce = 25
const final = ['succeeded', 'failed', 'rejected', 'withdrawn']

/** Refunds from a sheet: checked row by row, confirmed as a whole, each row a refund like any other. */
export class RefundBatchesService {
  readonly #parts: BatchesParts

  constructor(parts: BatchesParts) {
    this.#parts = parts
  }

  /** Reads a sheet and checks every row; nothing is asked for yet. @throws Fault of the spreadsheet reader */
  async create(
    input: {
      name: string
      fileId: string
      accountId?: string | undefined
      sheet?: string | undefined
      mapping?: Record<string, string> | undefined
      currency?: string | undefined
      reason: string
    },
    doer: Doer,
  ): Promise<RefundBatch> {
    const { repository, incoming, mappings, newId } = this.#parts
    const file = incoming.require(input.fileId)
    const signal = doer.signal ?? new AbortController().signal
    const opened = await openImport(file, { purpose, fields: batchColumns, given: input.mapping, memory: mappings, signal, limits, sheet: input.sheet })
    const remembered = input.mapping === undefined && (await mappings.recallMapping(purpose, opened.signature)) !== undefined
    await mappings.rememberMapping(purpose, opened.signature, opened.mapping)
    const id = newId()
    const data = { headers: opened.headers, mapping: opened.mapping, mappingRemembered: remembered, confirmedBy: null, confirmedTotals: [] }
    await repository.create({ id, name: input.name, fileName: file.name, fileHash: file.sha256, data, by: doer.operatorName })
    try {
      const plan = new BatchPlan()
      for (let at = 0; at < opened.lines.length; at += rowsAtOnce) {
        signal.throwIfAborted()
        await repository.putRows({ id, rows: await this.#plan(plan, opened.lines.slice(at, at + rowsAtOnce), input) })
      }
    } catch (cause) {
      await repository.drop(id)
      throw cause
    }
    return this.#done(id)
  }

  async #plan(
    plan: BatchPlan,
    lines: readonly { line: number; cells: ReadonlyMap<string, string> }[],
    input: { accountId?: string | undefined; currency?: string | undefined; reason: string },
  ): Promise<PlannedRow[]> {
    const { repository, refunds } = this.#parts
    const numbers = [...new Set(lines.flatMap(({ cells }) => cells.get('number') ?? []))]
    const found = await repository.orders({ numbers, accountId: input.accountId })
    const ground = {
      orders: new Map(found.map(({ number, orders }) => [number, orders])),
      used: new Map<string, { name: string; line: number }>(),
      traits: (kind: string) => refunds.parts.accounts.traits(kind),
      at: refunds.at(),
      currency: input.currency,
      reason: input.reason,
    }
    // Which key a row has is known once its amount is; the used ones are looked up for all keys that may come out.
    const rehearsal = lines.map(({ cells }) => likelyKey(cells, ground.orders)).filter((key) => key !== undefined)
    for (const { rowKey, name, line } of await repository.used({ rowKeys: rehearsal })) ground.used.set(rowKey, { name, line })
    return lines.map(({ line, cells }) => plan.plan(line, cells, ground))
  }

  async get(id: string): Promise<RefundBatch> {
    return this.#present(await this.#parts.repository.get(id))
  }

  async list(limit: number): Promise<RefundBatch[]> {
    return Promise.all((await this.#parts.repository.list(limit)).map((batch) => this.#present(batch)))
  }

  async rows(input: { id: string; limit: number; cursor?: string | undefined; states?: string[] | undefined }) {
    const after = input.cursor === undefined ? 0 : Number(input.cursor)
    if (!Number.isSafeInteger(after) || after < 0) throw new Fault('bridge.invalidInput', { fields: [{ path: 'cursor', code: 'invalid' }] })
    const { rows, hits } = await this.#parts.repository.rows({ id: input.id, after, limit: input.limit, states: input.states ?? null })
    const last = rows.at(-1)
    const more = rows.length === input.limit && last !== undefined
    return { rows: rows.map(presentRow), ...(more ? { nextCursor: String(last.line) } : {}), hits, hitsCapped: false }
  }

  async leaveOut(id: string, lines: number[], leaveOut: boolean): Promise<RefundBatch> {
    await this.#parts.repository.leaveOut({ id, lines, leaveOut })
    return this.#done(id)
  }

  /**
   * Asks for the refunds of all ready rows, after count and sums were repeated.
   * @throws Fault `payments.totalsDiffer`, `payments.batchFileUsed`, `payments.batchMoved`
   */
  async confirm(input: { id: string; totals: RefundBatch['totals']; again: boolean }, doer: Doer): Promise<RefundBatch> {
    const { refunds, repository } = this.#parts
    const now = refunds.parts.clock.now().getTime()
    const sendAfter = new Date(now + refunds.policy().batchWindowSeconds * 1000).toISOString()
    await repository.confirm({ id: input.id, totals: input.totals, again: input.again, by: moverOf(doer), sendAfter })
    await this.#ask(input.id, doer)
    return this.#done(input.id)
  }

  /** The rows that nobody asked for yet, a few at a time. */
  async #ask(id: string, doer: Doer): Promise<void> {
    const { repository, refunds, newId } = this.#parts
    for (;;) {
      const { rows } = await repository.rows({ id, after: 0, limit: askedAtOnce, states: ['ready'] })
      if (rows.length === 0) return
      const asked: AskRow[] = []
      for (const row of rows) {
        const order = await refunds.parts.repository.order(row.row.orderId ?? '')
        if (!order) throw new Fault('payments.noSuchOrder')
        const traits = refunds.parts.accounts.traits(order.kind)
        const ground = refunds.ground(traits, doer)
        asked.push({ ...ground, id: newId(), line: row.line, refundNo: newRefundNo(ground.day, traits.refundNumber) })
      }
      await repository.ask({ id, rows: asked })
      refunds.parts.changed(rows.length)
      if ((await repository.state(id)) !== 'confirmed') return
    }
  }

  /** Confirmed batches whose rows were not all asked for when the program ended. */
  async recover(): Promise<void> {
    const { repository, newId } = this.#parts
    for (const id of await repository.interrupted()) {
      const { confirmedBy } = (await repository.get(id)).data
      if (confirmedBy) await this.#ask(id, { operatorId: confirmedBy.id, operatorName: confirmedBy.name, correlationId: newId() })
    }
  }

  /** @throws Fault `session.forbidden`, `payments.ownRefund`, `payments.totalsDiffer` */
  async approve(
    input: { id: string; digest: string; totals: RefundBatch['totals']; approver?: string | undefined; password?: string | undefined },
    doer: Doer & { mayApprove: boolean },
  ): Promise<RefundBatch> {
    const { refunds, repository } = this.#parts
    if (input.approver === undefined && !doer.mayApprove) throw new Fault('session.forbidden', { params: { permission: 'refunds.approve', role: '' } })
    const by = await refunds.decider(input, 'refunds.approve', doer)
    const count = await repository.approve({ id: input.id, digest: input.digest, totals: input.totals, by, at: refunds.at() })
    refunds.parts.changed(count)
    return this.#done(input.id)
  }

  /** Hands what is approved to the dispatcher; it goes out when the cancel window is over. */
  async send(id: string, password: string | undefined, doer: Doer): Promise<RefundBatch> {
    const { refunds, repository } = this.#parts
    const approved = await repository.refundIds({ id, states: ['approved'] })
    if (approved.length === 0) throw new Fault('payments.batchNothingToSend')
    await refunds.parts.operators.confirmPresence(doer.operatorId, password)
    const ids = approved.map((refund) => refund.id)
    for (let at = 0; at < ids.length; at += askedAtOnce) await refunds.queueConfirmed(ids.slice(at, at + askedAtOnce), doer)
    return this.#done(id)
  }

  async cancel(id: string, doer: Doer): Promise<RefundBatch> {
    const { refunds, repository } = this.#parts
    const count = await repository.cancel({ id, by: moverOf(doer), at: refunds.at() })
    refunds.parts.changed(count)
    return this.#done(id)
  }

  async #done(id: string): Promise<RefundBatch> {
    this.#parts.changed()
    return this.get(id)
  }

  async #present(batch: StoredBatch): Promise<RefundBatch> {
    const open = batch.counts.ready + Object.entries(batch.refunds).reduce((sum, [state, n]) => sum + (final.includes(state) ? 0 : n), 0)
    const finished = batch.state === 'confirmed' && open === 0
    if (finished) await this.#parts.repository.finish(batch.id)
    const { id, name, fileName, data, counts, totals, refunds, reasons, createdAt, createdBy, usedBefore, sendAfter, toApprove } = batch
    return {
      id,
      name,
      fileName,
      state: finished ? 'done' : batch.state,
      headers: data.headers,
      mapping: data.mapping,
      mappingRemembered: data.mappingRemembered,
      counts,
      totals,
      refunds,
      ...(usedBefore ? { usedBefore } : {}),
      ...(sendAfter === null ? {} : { sendAfter }),
      approvalReasons: reasons,
      toApprove,
      createdBy,
      createdAt,
    }
  }
}

function presentRow({ line, state, row, error, refundId, refundState }: StoredRow): RefundBatchRow {
  const { amountMinor: minor, currency } = row
  return {
    line,
    number: row.number,
    ...(minor === null || currency === null ? {} : { amount: { minor, currency } }),
    reason: row.reason,
    state,
    issues: row.issues,
    ...(row.orderId === null ? {} : { orderId: row.orderId }),
    ...(refundId === null ? {} : { refundId }),
    ...(refundState !== null && isRefundState(refundState) ? { refundState } : {}),
    ...(error ? { error } : {}),
  }
}
