import { headerSignature } from '@shared/domain/cells'
import { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import { faultOf, type PlainFault } from '../../../platform/errors/plain-fault'
import type { JobRow } from '../../../platform/jobs/repository'
import type { JobHost } from '../../../platform/jobs/runner'
import type { RefundReading } from '../../../upstream/payments'
import { refundCurrencyOf } from '../orders/refund-currency'
import type { CheckRowsHost } from './jobs/check-rows'
import type { ReadImportHost } from './jobs/read-import'
import type { RunImportHost } from './jobs/run-import'
import type { ImportsParts } from './parts'
import type { ImportRecord, ImportRowRecord } from './repository'
import type { OrderPlan, RefundPlan } from './row-plan'
import type { ImportsService } from './service'

const purpose = 'payments.orders'
const page = 1000
/** Rows stored in one transaction: it must stay short. */
const storedAtOnce = 40
const refundsAtOnce = 20

const JobInput = z.looseObject({ importId: z.string() })
const typed = <H>(methods: H): JobHost['methods'] => methods as JobHost['methods']
const importOf = (job: JobRow) => JobInput.parse(job.input).importId

/** Says what the imports' jobs may ask of the main thread. */
export function registerImportJobs(service: ImportsService): void {
  const { parts } = service
  const { jobs, repository } = parts
  /** An import goes on with its latest work only: an older check would undo what came after it. */
  const latest = { mayResume: async (job: JobRow) => (await repository.get(importOf(job))).jobId === job.id }
  const endedCheck = (job: JobRow) => async (state: string, fault?: PlainFault) => {
    const id = importOf(job)
    if (state === 'done') await repository.setState({ id, state: 'checked', error: null })
    else if (state !== 'paused') await repository.setState({ id, state: 'failed', error: faultOf(fault ?? { code: 'jobs.cancelled', params: {}, retry: 'no' }).toEnvelope(job.id) })
  }
  jobs.register('payments.imports.read', (job) => ({
    methods: typed<ReadImportHost>({ ...checkHost(parts, importOf(job)), ...readHost(parts, importOf(job)) }),
    ended: endedCheck(job),
  }), latest)
  jobs.register('payments.imports.check', (job) => ({ methods: typed<CheckRowsHost>(checkHost(parts, importOf(job))), ended: endedCheck(job) }), latest)
  jobs.register('payments.imports.run', (job) => ({
    methods: typed<RunImportHost>(runHost(parts, importOf(job), job)),
    ended: async (state, fault) => {
      const id = importOf(job)
      const error = fault ? faultOf(fault).toEnvelope(job.id) : null
      await repository.setState({ id, state: state === 'done' ? 'done' : 'importing', error })
      parts.changed((await repository.get(id)).counts.add)
    },
  }), latest)
}

function readHost({ repository, apps }: ImportsParts, id: string): Omit<ReadImportHost, keyof CheckRowsHost> {
  return {
    begin: async () => {
      await repository.clearRows(id)
      return (await repository.get(id)).mapping
    },
    putRows: (rows) => repository.putRows({ id, rows }),
    recallMapping: async (signature) => (await apps.recallMapping(purpose, signature)) ?? null,
    described: (result) => repository.configure({ id, ...result }),
  }
}

function checkHost({ repository, apps, places, accounts }: ImportsParts, id: string): CheckRowsHost {
  const totals = new Map<string, number>()
  return {
    context: async () => {
      const { headers, mapping, defaults, bill, accountId } = await repository.get(id)
      const account = await accounts.get(accountId)
      await apps.rememberMapping(purpose, headerSignature(headers), mapping)
      const known = (await places.all()).filter(({ archived }) => !archived)
      const owner = [account.name, ...Object.values(account.values)]
      return { headers, mapping, defaults, bill, owner, places: known.map(({ id: placeId, code, name }) => ({ id: placeId, code, name })) }
    },
    rows: async (after) => (await repository.rows({ id, after, limit: page, refusedOnly: false })).map(({ line, cells }) => ({ line, cells })),
    put: async (rows) => {
      for (const { currency, minor } of await repository.putChecks({ id, rows })) totals.set(currency, (totals.get(currency) ?? 0) + minor)
    },
    finish: async () => {
      const sums = [...totals].map(([currency, minor]) => ({ currency, minor })).sort((a, b) => (a.currency < b.currency ? -1 : 1))
      if (!sums.every(({ minor }) => Number.isSafeInteger(minor))) throw new Fault('payments.sumTooLarge')
      await repository.configure({ id, totals: sums })
    },
  }
}

function runHost(parts: ImportsParts, id: string, job: JobRow): RunImportHost {
  const { repository, newId, clock, changed } = parts
  // Read once: what the rows do changes neither account nor currencies.
  let ground: Promise<{ accountId: string; refundCurrencies: Record<string, string> }> | undefined
  const groundOf = () =>
    (ground ??= repository.get(id).then(async (record) => ({ accountId: record.accountId, refundCurrencies: await refundCurrencies(parts, record) })))
  return {
    left: () => repository.left(id),
    orders: async (after) => {
      const ids = Array.from({ length: storedAtOnce }, newId)
      const chunk = { importId: id, by: job.createdBy, now: clock.instant(), ids, ...(await groundOf()) }
      const stored = await repository.runChunk({ ground: chunk, after, limit: storedAtOnce })
      if (stored.done > 0) changed(stored.done)
      return stored
    },
    refunds: async (after) => {
      const { accountId } = await groundOf()
      const rows = await repository.refundRows({ id, after, limit: refundsAtOnce })
      let refused = 0
      for (const row of rows) if (!(await takeRefund(parts, { importId: id, accountId }, row))) refused += 1
      return { done: rows.length - refused, refused, last: rows.length < refundsAtOnce ? null : (rows.at(-1)?.line ?? null) }
    },
  }
}

/** In which currency orders of each currency of the import are refunded. */
async function refundCurrencies({ accounts }: ImportsParts, record: ImportRecord): Promise<Record<string, string>> {
  const account = await accounts.get(record.accountId)
  const traits = accounts.traits(account.kind)
  const currencies = new Set([...record.totals.map(({ currency }) => currency), ...account.currencies, record.defaults.currency])
  return Object.fromEntries([...currencies].map((currency) => [currency, refundCurrencyOf(traits, account, currency)]))
}

/** A refund row of a bill becomes a refund that upstream has: it counts from now on. False where it was refused. */
async function takeRefund(
  { repository, orders, refunds }: ImportsParts,
  { importId, accountId }: { importId: string; accountId: string },
  row: ImportRowRecord,
): Promise<boolean> {
  const end = (action: 'add' | 'unchanged' | 'refuse', code?: string, params = {}) =>
    repository.endRefundRow({ id: importId, line: row.line, action, issues: code === undefined ? [] : [{ field: 'merchantNo', code, params }] })
  const { plan } = row
  const desk = refunds()
  const order = plan && (await orders.find(accountId, { wechatNo: plan.wechatNo, merchantNo: plan.merchantNo }))
  if (!plan?.refund || !order || !desk) {
    await end('refuse', 'orderImport.refundWithoutOrder', { number: plan?.merchantNo ?? '' })
    return false
  }
  const { refundNo, providerRefundNo } = plan.refund
  if (await desk.find(accountId, { refundNo, providerRefundNo })) {
    await end('unchanged')
    return true
  }
  try {
    await desk.importUpstream({ orderId: order.id, reading: readingOf(plan, plan.refund) })
    await end('add')
    return true
  } catch (cause) {
    // Something of this moment, such as a full disk: the job stops and goes on later.
    if (!(cause instanceof Fault) || cause.retry !== 'no') throw cause
    await end('refuse', 'orderImport.refundRefused', { code: cause.code })
    return false
  }
}

/** As of the day of the bill: what was under way then is asked about (payment-providers §9.2). */
function readingOf(plan: OrderPlan, refund: RefundPlan): RefundReading {
  const succeeded = refund.rawState === 'SUCCESS'
  return {
    state: succeeded ? 'succeeded' : refund.rawState === 'CHANGE' ? 'needsManual' : refund.rawState === 'FAIL' ? 'failed' : 'processing',
    rawState: refund.rawState,
    refundNo: refund.refundNo,
    providerRefundNo: refund.providerRefundNo,
    merchantNo: plan.merchantNo,
    wechatNo: plan.wechatNo,
    amountMinor: refund.amountMinor,
    currency: plan.currency,
    ...(refund.createdAt === null ? {} : { createdAt: refund.createdAt }),
    ...(refund.completedAt === null ? {} : { completedAt: refund.completedAt }),
    raw: '',
  }
}
