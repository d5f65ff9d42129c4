import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import Database from 'better-sqlite3'
import type { FeeContractFields, FeeStatement, StatementAct } from '@shared/contract/settlement-fees'
import type { Attachment, EntryRow } from '@shared/contract/settlement-values'
import { defaultFeeRule } from '@shared/domain/service-fee'
import { expect, onTestFinished } from 'vitest'
import type { CallContext } from '../../../bridge/context'
import { migrations } from '../../../migrations'
import { ManualClock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import { FileTickets, IncomingFiles, maxUploadBytes } from '../../../platform/files/workspace-files'
import { newId } from '../../../platform/ids/id'
import { channelThread } from '../../../platform/jobs/channel-thread.fixture'
import { jobsRepository } from '../../../platform/jobs/repository'
import { JobRunner } from '../../../platform/jobs/runner'
import { StoreEngine } from '../../../platform/store/engine'
import { inlineStore } from '../../../platform/store/store'
import { repositories } from '../../../repositories'
import { accountsRepository, AccountsService } from '../../accounts'
import { closingRepository } from '../closing'
import type { SettlementPorts } from '../parts'
import type { Doer, FilesPort, SourceFile } from '../ports'
import { openFeesRoom } from '.'
import { feeJobs } from './jobs'

/** 2026-11-28 14:00 in Beijing. */
const start = '2026-11-28T06:00:00.000Z'
const resourcesDir = join(import.meta.dirname, '../../../../resources')

let image: Buffer | undefined

/** An empty database with its tables; made once for all tests of a file. */
function emptyDatabase(file: string, clock: ManualClock): void {
  if (image) return writeFileSync(file, image)
  new StoreEngine({ file, role: 'writer', create: true, repositories, migrations, clock }).close()
  const db = new Database(file)
  image = db.serialize()
  db.close()
}

export const fang: Doer = { operatorId: '0190a1b2-0000-7000-8000-00000000000a', operatorName: '王芳', correlationId: '0190a1b2-0000-7000-8000-000000000001' }
export const ming: Doer = { ...fang, operatorId: '0190a1b2-0000-7000-8000-00000000000b', operatorName: '李明' }

/** The room of the service fee over a real store, real jobs and a clock that stands; files are kept by a small double. */
export async function feesWorkspace() {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-fees-'))
  const clock = new ManualClock(start)
  const nextId = () => newId(clock)
  const file = join(folder, 'a.db')
  emptyDatabase(file, clock)
  const engine = new StoreEngine({ file, role: 'writer', create: false, repositories, migrations, clock })
  engine.flushEach(false)
  const store = inlineStore(engine)
  engine.setAuditKey(new Uint8Array(32).fill(7))
  const db = new Database(file)
  const errors: unknown[] = []
  const jobRows = store.client(jobsRepository)
  const jobs = new JobRunner({
    repository: jobRows,
    clock,
    newId: nextId,
    startThread: () => channelThread(feeJobs),
    changed: () => undefined,
    reportError: (_where, cause) => errors.push(cause),
    slots: 1,
  })
  const incoming = new IncomingFiles(join(folder, 'incoming'), clock)
  const tickets = new FileTickets(clock)
  const operators = new AccountsService({ repository: store.client(accountsRepository), clock, sessions: { endAllOf: () => undefined, changeRole: () => undefined } })
  const closing = store.client(closingRepository)
  const statementFiles = new Map<string, { file: SourceFile; rows: EntryRow[] }>()
  const ports = { files: filesDouble(folder, statementFiles), closing: { assertOpen: (months) => closing.assertOpen([...months]), lockedMonths: () => closing.lockedMonths() } } as SettlementPorts
  const room = openFeesRoom(
    {
      ...{ store, clock, jobs, filesDir: folder, resourcesDir, incoming, tickets, operators, version: '1.2.3', isPractice: true, newId: nextId },
      reportError: (_where, cause) => errors.push(cause),
      changed: { files: () => undefined, bills: () => undefined, reconciliation: () => undefined, fees: () => undefined, closing: () => undefined },
    },
    ports,
  )
  onTestFinished(async () => {
    await jobs.close()
    db.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const accountId = nextId()
  db.prepare(`INSERT INTO payment_accounts (id, kind, name, name_key, values_json, currencies_json, updated_at, updated_by)
    VALUES (?, 'wechatpay_v3', '云栖酒店', '云栖酒店', '{}', '[]', ?, '')`).run(accountId, start)
  let last = 0
  const call = <T>(name: string, input: object, doer: Doer = fang): Promise<T> => {
    const handler = (room.commands as Record<string, (input: object, context: CallContext) => Promise<T>>)[name]
    if (!handler) throw new Error(`no ${name}`)
    const { operatorId, operatorName, correlationId } = doer
    const caller = { operator: { id: operatorId, name: operatorName }, permissions: [] } as unknown as CallContext['caller']
    return handler(input, { caller, correlationId, locale: 'zh-CN' } as CallContext)
  }
  const act = async (statement: FeeStatement, step: StatementAct, doer: Doer = fang): Promise<FeeStatement> => call('statements.act', { id: statement.id, rev: statement.rev, step }, doer)
  const compute = async (month: string): Promise<FeeStatement> => {
    await room.port.compute(month, fang)
    const [one] = await room.port.ofMonth(month)
    return room.port.statement(one?.id ?? '')
  }
  return {
    ...{ room, clock, db, folder, errors, accountId, ports, operators, tickets, jobs, statementFiles, call, act, compute },
    nextId,
    /** A paid order of the 视频号 scene, unless said otherwise. `paid` is Beijing wall time. */
    order: (minor: number, paid: string, more: Record<string, string | number | null> = {}): { id: string; number: string } => {
      const order = { id: nextId(), number: `O-${(last += 1)}` }
      const at = new Date(`${paid}+08:00`).toISOString()
      const row = {
        ...{ id: order.id, merchant_no: order.number, state: 'paid', currency: 'CNY', ordered_minor: minor, received_minor: minor, refund_currency: 'CNY' },
        ...{ refund_total_minor: minor, source: 'created', scene: 'channels', paid_at: at, created_at: at, created_by: 't' },
        ...more,
      }
      const names = Object.keys(row)
      db.prepare(`INSERT INTO orders (account_seq, ${names.join(', ')}) SELECT seq, ${names.map((name) => `@${name}`).join(', ')} FROM payment_accounts WHERE id = @account`).run({ ...row, account: accountId })
      return order
    },
    refund: (order: { id: string }, minor: number, accepted: string, state = 'succeeded'): string => {
      const no = `R-${(last += 1)}`
      const at = new Date(`${accepted}+08:00`).toISOString()
      db.prepare(`INSERT INTO refunds (id, order_seq, account_seq, refund_no, amount_minor, currency, state, source, requested_by_id, requested_by,
          changed_by_id, requested_at, requested_day, digest, sent_at)
        SELECT ?, seq, account_seq, ?, ?, refund_currency, ?, 'here', 'p', 'p', 'p', ?, '2026-10-01', 'd', ? FROM orders WHERE id = ?`).run(nextId(), no, minor, state, at, at, order.id)
      return no
    },
    contract: (more: Partial<FeeContractFields> = {}) =>
      call<{ id: string; version: number }>('contracts.save', {
        fields: {
          ...{ name: '本地组件技术服务费', fromDay: '2026-01-01', currency: 'CNY', rule: { ...defaultFeeRule }, accountIds: [], issueDayOfMonth: 1, confirmWorkdays: 5 },
          ...{ payWorkdays: 20, payAnchor: 'confirmed', source: 'A03-5', note: '' },
          ...more,
        },
      }),
    payee: async (contractId: string, account = '6222000000000001', fromDay = '2026-01-01') => {
      const proposed = await call<{ id: string }>('payees.propose', { contractId, name: '腾讯', bank: '招商银行', account, fromDay, source: '协议第 5 条', attachments: [], note: '' })
      return call<{ id: string; state: string }>('payees.decide', { id: proposed.id, confirm: true, note: '' }, ming)
    },
    /** From computed to confirmed at the figure given. */
    confirm: async (statement: FeeStatement, feeMinor: number, issuedDay: string): Promise<FeeStatement> => {
      const received = await act(statement, { act: 'receive', feeMinor, issuedDay, attachments: ['mail'], note: '' })
      const checking = await act(received, { act: 'check' })
      return act(checking, { act: 'confirm', day: issuedDay, note: checking.differenceMinor === 0 ? '' : '平台口径', attachments: [] })
    },
    lock: (month: string) => db.prepare('INSERT INTO closed_months (month, locked_at, locked_by_id, locked_by) VALUES (?, ?, ?, ?)').run(month, start, 'p', 'p'),
    handIn: async (name: string, text: string) => (await incoming.receive(Readable.from([Buffer.from(text)]), name, maxUploadBytes)).id,
    bytesOf: (ticket: string) => tickets.redeem(ticket)?.path ?? '',
    todos: async () => (await Promise.all((room.todos ?? []).map((source) => source.load()))).flat(),
    audited: (action: string) => (db.prepare('SELECT details_json AS details FROM audit_entries WHERE action = ?').all(action) as { details: string }[]).map(({ details }) => details),
  }
}

export type FeesWorkspace = Awaited<ReturnType<typeof feesWorkspace>>

/** Keeps attachments as files and answers the rows of statement files; the real room does both with every format. */
function filesDouble(folder: string, statements: ReadonlyMap<string, { file: SourceFile; rows: EntryRow[] }>): FilesPort {
  const kept = new Map<string, Attachment>()
  const stand = (id: string) => {
    const found = statements.get(id)
    if (!found) throw new Fault('files.notFound')
    return found
  }
  const unused = () => Promise.reject(new Error('not asked for here'))
  return {
    ...{ ofMonth: unused, packOf: unused, originalOf: unused, sumsOfMonth: unused, take: unused },
    get: (id) => Promise.resolve(stand(id).file),
    rows: (refs) => Promise.resolve(refs.flatMap(({ fileId, row }) => stand(fileId).rows[row] ?? [])),
    attachments: {
      keep: (ids, doer) => {
        const made = ids.map((id): Attachment => {
          const path = join(folder, `kept-${id}`)
          writeFileSync(path, id)
          return { id, name: `${id}.eml`, bytes: id.length, sha256: createHash('sha256').update(id).digest('hex'), addedAt: start, addedBy: doer.operatorName }
        })
        for (const one of made) kept.set(one.id, one)
        return Promise.resolve(made)
      },
      get: (ids) => Promise.resolve(ids.flatMap((id) => kept.get(id) ?? [])),
      pathOf: (id) => Promise.resolve(join(folder, `kept-${id}`)),
    },
  }
}

/** What a statement that adds up shows: its lines are its total. */
export async function expectLinesAddUp(at: FeesWorkspace, statement: FeeStatement): Promise<void> {
  let [sum, cursor]: [number, string | undefined] = [0, undefined]
  do {
    const page: { rows: { feeMinor: number }[]; nextCursor?: string } = await at.call('statements.lines', { id: statement.id, limit: 2, ...(cursor === undefined ? {} : { cursor }) })
    for (const { feeMinor } of page.rows) sum += feeMinor
    cursor = page.nextCursor
  } while (cursor !== undefined)
  expect(sum).toBe(statement.computed?.totalMinor)
}
