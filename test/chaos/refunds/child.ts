/**
 * A program that refunds, to be killed: the real payments desk over real store threads, its providers' stand-ins in the
 * process that started it. `node child.mjs <folder> <plan.json> <store-worker> make|work|calm|settle`
 */
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { accountsRepository, AccountsService } from '../../../electron/features/accounts'
import { appsRepository, AppsService } from '../../../electron/features/apps'
import { auditRepository } from '../../../electron/features/audit'
import { CallLog, callsRepository } from '../../../electron/features/calls'
import { openPayments, paymentExampleRepository, refundsRepository, type DeliverNotification, type PaymentsParts } from '../../../electron/features/payments'
import { placesRepository, PlacesService } from '../../../electron/features/places'
import { settingsRepository, SettingsService } from '../../../electron/features/settings'
import { systemClock } from '../../../electron/platform/clock/clock'
import { FileTickets, IncomingFiles } from '../../../electron/platform/files/workspace-files'
import { createHttp } from '../../../electron/platform/http'
import { newId } from '../../../electron/platform/ids/id'
import { jobsRepository } from '../../../electron/platform/jobs/repository'
import { JobRunner } from '../../../electron/platform/jobs/runner'
import { readClientCertificate } from '../../../electron/platform/keys/pkcs12'
import { createRedactor } from '../../../electron/platform/log'
import { openStore } from '../../../electron/platform/store/store'
import { createVault, openVault } from '../../../electron/platform/vault'
import { practiceCertificate } from '../../../electron/practice-certificate'
import { practiceDescription as supayPractice } from '../../../electron/sandbox/supay'
import { practiceDescription as twoPayNowPractice } from '../../../electron/sandbox/twopaynow'
import { chaosAccounts } from './accounts'
import { type ChaosLine, type ChaosPlan, type EndedRefund, fastClock } from './plan'

const [folder = '', planFile = '', storeWorker = '', mode = ''] = process.argv.slice(2)
const plan = JSON.parse(readFileSync(planFile, 'utf8')) as ChaosPlan
const clock = fastClock(plan.clock, systemClock)
const workspaceId = '0190a1b2-0000-7000-8000-00000000000c'
const say = (line: ChaosLine) => process.stdout.write(`${JSON.stringify(line)}\n`)
const reportError = (where: string, cause: unknown) => process.stderr.write(`${where} ${cause instanceof Error ? (cause.stack ?? '') : String(cause)}\n`)
const nextId = () => newId(clock)
const ignore = () => undefined
const person = (operatorId: string, operatorName: string) => ({ operatorId, operatorName, correlationId: nextId() })
const [asks, decides] = [person('op-1', '王芳'), person('op-2', '李明')]

const keyFilePath = join(folder, 'keys', 'a.key')
const vaultDir = join(folder, 'vault')
const made = mode === 'make'
const vault = made
  ? (await createVault(vaultDir, { workspaceId, slots: [{ kind: 'keyFile', path: keyFilePath }], clock: systemClock })).vault
  : await openVault(vaultDir, { workspaceId, clock: systemClock })
await vault.unlockAutomatically({ platform: undefined, keyFilePath })
const store = await openStore({ file: join(folder, 'a.db'), create: made, workerPath: storeWorker })
await store.setAuditKey(vault.deriveKey('audit'))
const redactor = createRedactor()
const settings = new SettingsService({ repository: store.client(settingsRepository), changed: ignore })
await settings.load()
const callLog = new CallLog({ repository: store.client(callsRepository), clock: systemClock, reportError })
const http = createHttp({ clock, redactor, record: (call) => callLog.record(call), random: () => 0 })
const jobRows = store.client(jobsRepository)
const jobs = new JobRunner({ repository: jobRows, clock, newId: nextId, startThread: () => Promise.reject(new Error('no jobs here')) as never, changed: ignore, reportError, slots: 1 })

let deliver: DeliverNotification | undefined
const parts: PaymentsParts = {
  store,
  clock,
  vault,
  redactor,
  settings,
  http,
  callLog,
  jobs,
  jobRows,
  addFile: (file) => Promise.resolve({ fileId: nextId(), name: file.name, bytes: file.bytes }),
  filesDir: folder,
  resourcesDir: folder,
  incoming: new IncomingFiles(join(folder, 'incoming'), clock),
  tickets: new FileTickets(clock),
  operators: new AccountsService({ repository: store.client(accountsRepository), clock, sessions: { endAllOf: ignore, changeRole: ignore } }),
  apps: new AppsService({ repository: store.client(appsRepository), clock, vault, redactor, newId: nextId, changed: ignore }),
  places: new PlacesService({ repository: store.client(placesRepository), newId: nextId, changed: ignore }),
  // Only the cloud function's stand-in is asked with it.
  wechatToken: () => Promise.resolve('chaos-access-token'),
  random: () => 0,
  nonce: () => nextId().replaceAll('-', ''),
  newId: nextId,
  newCall: () => ({ correlationId: nextId() }),
  reportError,
  practice: {
    baseUrl: (account) => Promise.resolve(plan.urls[account.kind] ?? ''),
    notifyUrl: ({ kind, id }) => Promise.resolve(`http://127.0.0.1:${plan.port}/notify/${kind}/${id}`),
    deliverTo: (next) => (deliver = next),
    act: () => Promise.resolve(),
  },
  changed: { accounts: ignore, orders: ignore, refunds: ignore, notifications: ignore, disputes: ignore },
}
const payments = openPayments(parts)
const { refunds } = payments.refunds
const rows = store.client(refundsRepository)

/** Notifications as they come, the body untouched. */
const door = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const [, , kind = '', accountId = ''] = url.pathname.split('/')
    const headers = new Map(Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))
    const raw = { method: request.method ?? '', path: url.pathname, query: url.search.slice(1), headers, body: Buffer.concat(chunks) }
    const answering = deliver ? deliver(kind, accountId, raw) : Promise.reject(new Error('nobody listens'))
    answering.then(
      (reply) => response.writeHead(reply.status, reply.headers).end(reply.body),
      () => response.writeHead(500).end(),
    )
  })
})

/** Accounts of every kind and their paid orders. */
async function make(): Promise<void> {
  const ids = new Map<string, string>()
  for (const kind of new Set(plan.orders.map((order) => order.kind))) ids.set(kind, await makeAccount(kind))
  const entries = plan.orders.map((order) => ({
    order: {
      ...{ id: nextId(), accountId: ids.get(order.kind) ?? '', merchantNo: order.merchantNo, providerNo: order.providerNo, wechatNo: order.wechatNo },
      ...{ state: 'paid' as const, rawState: 'paid', method: 'wechat_native', currency: order.currency, orderedMinor: order.minor, receivedMinor: order.minor },
      ...{ tipMinor: null, settledMinor: null, settledCurrency: null, rate: null, refundCurrency: order.currency, refundTotalMinor: order.minor },
      ...{ placeId: null, scene: 'other' as const, channel: '', bookingNo: '', redemption: 'open' as const, description: '', note: '', source: 'created' as const },
      ...{ flags: [], request: null, correlationId: nextId(), createdAt: order.createdAt, createdBy: 'chaos', paidAt: order.paidAt, expiresAt: null, nextQueryAt: null, raw: null },
    },
    refunds: [],
  }))
  await store.client(paymentExampleRepository).fill(entries)
  await refunds.setPolicy({ limits: [{ currency: 'CNY', perOrder: 5_000 }], otherCurrencies: 'free', batchWindowSeconds: 0, latelyDays: 1 }, asks)
}

async function makeAccount(kind: string): Promise<string> {
  const account = chaosAccounts[kind]
  if (!account) throw new Error(`no account of kind ${kind}`)
  const traits = payments.accounts.traits(kind)
  const values = { ...Object.fromEntries(traits.fields.filter(({ secret, initial }) => !secret && initial !== '').map(({ name, initial }) => [name, initial])), ...account.fields.values }
  const { id } = await payments.accounts.create({ ...account.fields, values, ...(traits.notification === 'none' ? { notifyUrl: '' } : {}) })
  for (const [name, secret] of Object.entries(account.secrets)) await payments.accounts.setSecret(id, name, secret)
  if (traits.fields.some(({ name }) => name === 'privateKey')) await payments.accounts.setSecret(id, 'privateKey', plan.privateKeyPem)
  if (traits.keys.includes('clientCertificate')) {
    const pem = practiceCertificate(plan.privateKeyPem, account.merchant, { nowMs: clock.now().getTime(), days: 1_000 })
    await payments.accounts.keys.addClientCertificate(id, () => readClientCertificate(Buffer.from(pem + plan.privateKeyPem), ''))
  }
  const practise = { '2paynow': twoPayNowPractice, supay: supayPractice }[kind]
  const { description } = payments.accounts.provider(kind)
  const save = payments.commands['descriptions.save']
  if (practise && description && save) await save({ id, version: 0, description: practise(description), note: 'chaos' }, { caller: { operator: { id: 'op-1', name: '王芳' } }, correlationId: nextId() } as never)
  return id
}

async function work(): Promise<void> {
  await new Promise<void>((resolve, reject) => door.once('error', reject).listen(plan.port, '127.0.0.1', resolve))
  await payments.recover()
  say({ ready: true })
  for (;;) {
    const open = await turn()
    if (open === 0) break
    await wait(15)
  }
  await end()
}

const moving = ['requested', 'approved', 'queued', 'sending', 'unknown']

/** Asks for what was not asked for yet, decides, sends, looks up. Answers how much is still moving. */
async function turn(): Promise<number> {
  const known = await all()
  const asked = new Set(known.map(({ note }) => note))
  const orders = new Map(known.map(({ merchantNo, state }) => [merchantNo, state === 'review']))
  let left = 0
  for (const planned of plan.refunds) {
    if (asked.has(planned.note)) continue
    // One under way for each order at a time, as a person does it; an order that waits for a person takes no more.
    if (await askFor(planned)) left += 1
    else if (!orders.get(planned.order)) left += 1
  }
  for (const refund of known) {
    if (refund.state === 'requested') await refunds.approve(refund.id, refund.digest, undefined, decides).catch(expected)
    if (refund.state === 'approved' || (refund.state === 'failed' && refund.tries > 0 && refund.idempotent)) await refunds.queueConfirmed([refund.id], asks).catch(expected)
    if (mode === 'settle') await decide(refund)
    // Somebody who looks asks at once instead of waiting for the next question's time.
    if (mode !== 'work' && refund.nextQueryAt !== null) await payments.refunds.port.queryNow(refund.id, { correlationId: nextId() }).catch(expected)
  }
  await payments.refunds.run()
  const now = await all()
  const blocked = new Set(now.filter(({ state }) => state === 'review').map(({ merchantNo }) => merchantNo))
  const open = now.filter((refund) => isMoving(refund) && !blocked.has(refund.merchantNo)).length
  const undecided = mode === 'settle' ? now.filter(isForPerson).length : 0
  say({ open: open + left, asked: now.length })
  return open + left + undecided
}

async function askFor(planned: ChaosPlan['refunds'][number]): Promise<boolean> {
  const [order] = await refunds.lookUp(planned.order)
  if (!order) throw new Error(`no order ${planned.order}`)
  const facts = await refunds.factsOf(order.orderId, planned.minor)
  if (facts.warnings.some(({ severity }) => severity === 'stop')) return false
  const { orderRev, refundCurrency: currency } = facts
  const acknowledged = facts.warnings.map(({ code }) => code)
  await refunds.request({ orderId: order.orderId, orderRev, amountMinor: planned.minor, currency, reason: 'chaos', note: planned.note, acknowledged }, asks).catch(expected)
  return true
}

type Known = Awaited<ReturnType<typeof all>>[number]

/** What goes on by itself. */
const isMoving = ({ state, nextQueryAt }: Known) => moving.includes(state) || (state === 'processing' && nextQueryAt !== null)
const isForPerson = ({ state, nextQueryAt }: Known) => state === 'review' || state === 'needsManual' || (state === 'processing' && nextQueryAt === null)

/** What the portal says, recorded by one and confirmed by another. */
async function decide(refund: Known): Promise<void> {
  if (!isForPerson(refund)) return
  const outcome = (await atProvider(refund)) ? 'refunded' : 'notRefunded'
  await refunds.review({ id: refund.id, outcome, providerRefundNo: '', evidence: 'portal' }, asks).catch(expected)
  await refunds.confirmReview({ id: refund.id, agree: true }, decides).catch(expected)
}

/** The process that started this one has the provider's books. */
function atProvider({ kind, refundNo, merchantNo, minor }: Known): Promise<boolean> {
  return new Promise((resolve) => {
    process.once('message', (answer) => resolve(answer === true))
    process.send?.({ kind, refundNo, merchantNo, minor })
  })
}

/** Somebody was faster, or the order waits for a person: asked again with the next turn. */
function expected(cause: unknown): void {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (!code.startsWith('payments.')) throw cause
}

async function all() {
  const found: (EndedRefund & { id: string; digest: string; nextQueryAt: string | null; tries: number; idempotent: boolean })[] = []
  let before: number | undefined
  for (;;) {
    const page = await rows.page({ filter: {}, limit: 500, count: false, ...(before === undefined ? {} : { before }) })
    for (const row of page.rows)
      found.push({
        ...{ id: row.id, digest: row.digest, nextQueryAt: row.nextQueryAt, tries: row.tries, idempotent: payments.accounts.traits(row.kind).refundIdempotent },
        ...{ note: row.note, merchantNo: row.merchantNo, kind: row.kind, refundNo: row.refundNo, providerRefundNo: row.providerRefundNo },
        ...{ minor: row.amountMinor, state: row.state, source: row.source, sends: 0, error: row.error?.code ?? '' },
      })
    before = page.rows.at(-1)?.seq
    if (page.rows.length < 500) return found
  }
}

async function end(): Promise<void> {
  const audit = store.client(auditRepository)
  const verdict = await audit.verify(null)
  const known = await all()
  const counted = await Promise.all(known.map(async (refund) => ({ ...refund, sends: await rows.timesSent(refund.id) })))
  const sums = await Promise.all(
    plan.orders.map(async ({ merchantNo }) => {
      const [order] = await rows.ordersWithNumber({ number: merchantNo })
      return { merchantNo, refunded: order?.refundedMinor ?? -1, inFlight: order?.inFlightMinor ?? -1, total: order?.totalMinor ?? -1 }
    }),
  )
  say({ ended: true, refunds: counted, audit: verdict.ok, entries: verdict.checked, sums })
}

if (made) await make()
else await work()

await new Promise((resolve) => door.close(resolve))
await payments.stop()
await callLog.flush()
http.close()
await store.close()
