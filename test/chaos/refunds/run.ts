import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '../../../electron/platform/clock/clock'
import { paymentStandIns } from '../../../electron/practice-stand-ins'
import type { PaymentStandIn, StandInOrder, StandInRefund } from '../../../electron/sandbox/payments/types'
import { paymentProviders } from '../../../electron/upstream/payments'
import type { Bundled } from '../../support/bundle-workers'
import { chaosAccounts } from './accounts'
import { type ChaosLine, type ChaosPlan, fastClock, type PlannedOrder, type PlannedRefund, seeded } from './plan'

export interface ChaosOptions {
  seed: number
  /** Orders of each kind, and refunds of each order at most. */
  ordersPerKind: number
  refundsPerOrder: number
  kills: number
  /** How much faster the clocks run than the computer's: 60 s of waiting are a second at 60. */
  factor: number
}

export type ChaosEnd = Extract<ChaosLine, { ended: true }>

export interface ChaosResult {
  plan: ChaosPlan
  kills: number
  /** When nothing moved any more, before anybody looked into a portal. */
  calm: ChaosEnd
  /** After two persons had settled what no query can find. */
  settled: ChaosEnd
  orders: StandInOrder[]
  refunds: StandInRefund[]
  calls: Record<string, number>
}

const start = '2026-06-10T02:00:00.000Z'

/** The kinds that refund and that a stand-in can be asked about here. */
export function chaosKinds(): string[] {
  return paymentProviders.filter(({ kind, traits }) => traits.refund !== 'no' && Object.hasOwn(chaosAccounts, kind)).map(({ kind }) => kind)
}

/** Refunds over all kinds while the program is killed and the providers misbehave; then everybody calms down. */
export async function runChaos(options: ChaosOptions, built: Bundled): Promise<ChaosResult> {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-chaos-'))
  const random = seeded(options.seed)
  const privateKeyPem = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const clock = { from: Date.parse(start), begun: systemClock.now().getTime(), factor: options.factor }
  const orders = planOrders(options, random)
  const world = await openWorld(orders, random, clock, privateKeyPem)
  const plan: ChaosPlan = {
    seed: options.seed,
    clock,
    urls: Object.fromEntries([...world.byKind].map(([kind, standIn]) => [kind, standIn.baseUrl])),
    port: await freePort(),
    privateKeyPem,
    orders,
    refunds: planRefunds(orders, options, random),
  }
  const planFile = join(folder, 'plan.json')
  writeFileSync(planFile, JSON.stringify(plan))
  const begin = (mode: string) => startChild([built.path('chaos'), folder, planFile, built.path('store'), mode], world)
  try {
    const make = begin('make')
    await make.exited
    if (make.process.exitCode !== 0) throw new Error('accounts and orders were not made')
    misbehave(world)
    for (let kill = 0; kill < options.kills; kill += 1) {
      const child = begin('work')
      await child.ready
      await busy(world, 4 + Math.floor(random() * 24), child)
      await wait(random() * 40)
      child.process.kill('SIGKILL')
      await child.exited
    }
    for (const standIn of world.standIns) standIn.clearFaults()
    const calm = await ended(begin('calm'))
    const settled = await ended(begin('settle'))
    await wait(400)
    return { plan, kills: options.kills, calm, settled, orders: world.standIns.flatMap((one) => one.orders()), refunds: world.standIns.flatMap((one) => one.refunds()), calls: sumCalls(world.standIns) }
  } finally {
    await world.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function planOrders({ ordersPerKind }: ChaosOptions, random: () => number): PlannedOrder[] {
  const digits = (count: number) => Array.from({ length: count }, () => String(Math.floor(random() * 10))).join('')
  return chaosKinds().flatMap((kind) => {
    const account = chaosAccounts[kind]
    if (!account) return []
    return Array.from({ length: ordersPerKind }, (_, index) => ({
      kind,
      merchantNo: `${kind.toUpperCase()}${digits(10)}${String(index).padStart(4, '0')}`,
      providerNo: account.providerNo(digits),
      wechatNo: `4200${digits(24)}`,
      minor: 1_000 + Math.floor(random() * 9_000),
      currency: account.fields.currencies[0] ?? 'CNY',
      createdAt: '2026-06-10T01:00:00.000Z',
      paidAt: '2026-06-10T01:02:00.000Z',
    }))
  })
}

/** Parts of an order's sum; some go back whole, some in equal parts, which are the easiest to mistake for each other. */
function planRefunds(orders: readonly PlannedOrder[], { refundsPerOrder }: ChaosOptions, random: () => number): PlannedRefund[] {
  return orders.flatMap(({ merchantNo, minor }) => {
    const parts = 1 + Math.floor(random() * refundsPerOrder)
    return Array.from({ length: parts }, (_, index) => ({ order: merchantNo, minor: Math.floor(minor / parts), note: `${merchantNo}#${index}` }))
  })
}

interface World {
  standIns: PaymentStandIn[]
  byKind: Map<string, PaymentStandIn>
  close(): Promise<void>
}

async function openWorld(orders: readonly PlannedOrder[], random: () => number, clock: ChaosPlan['clock'], privateKeyPem: string): Promise<World> {
  const byKind = new Map<string, PaymentStandIn>()
  const standIns: PaymentStandIn[] = []
  for (const { kinds, start: begin } of paymentStandIns) {
    const own = kinds.filter((kind) => orders.some((order) => order.kind === kind))
    if (own.length === 0) continue
    const accounts = own.flatMap((kind) => {
      const account = chaosAccounts[kind]
      return account ? [{ kind, values: account.fields.values, secrets: { ...account.secrets, privateKey: privateKeyPem } }] : []
    })
    const books = { orders: orders.filter((order) => own.includes(order.kind)).map(booked), refunds: [] }
    const standIn = await begin({ clock: fastClock(clock, systemClock), random, accounts, books })
    // Shorter than the first wait: an accepted refund is found done when it is asked about first, or told before.
    standIn.setRefundTime(20_000)
    standIns.push(standIn)
    for (const kind of own) byKind.set(kind, standIn)
  }
  return { standIns, byKind, close: async () => void (await Promise.all(standIns.map((standIn) => standIn.close()))) }
}

function booked(order: PlannedOrder): StandInOrder {
  const account = chaosAccounts[order.kind]
  return {
    ...{ merchant: account?.merchant ?? '', subMerchant: account?.fields.values['subMchid'] ?? '', merchantNo: order.merchantNo, providerNo: order.providerNo, wechatNo: order.wechatNo },
    ...{ amountMinor: order.minor, currency: order.currency, paidMinor: order.minor, state: 'paid', method: 'wechat_native', description: '', notifyUrl: '' },
    ...{ createdAtMs: Date.parse(order.createdAt), paidAtMs: Date.parse(order.paidAt), expiresAtMs: Date.parse(order.paidAt) + 7_200_000, more: {} },
  }
}

/** Until the providers got so many more calls: a kill on an idle program proves nothing, however slow the computer is. */
async function busy({ standIns }: World, calls: number, child: Child): Promise<void> {
  const total = () => Object.values(sumCalls(standIns)).reduce((sum, one) => sum + one, 0)
  const until = total() + calls
  for (let look = 0; total() < until && look < 3_000 && child.process.exitCode === null; look += 1) await wait(2)
}

/** Delays, answers that never come, before acting and after, errors, and every notification twice. */
function misbehave({ standIns }: World): void {
  for (const standIn of standIns) {
    standIn.setHabit({ automatic: true, copies: 2, delayMs: 10 })
    standIn.setFault({ kind: 'dropAfter', share: 0.12 })
    standIn.setFault({ kind: 'dropBefore', share: 0.08 })
    standIn.setFault({ kind: 'systemErrorAfter', share: 0.08 })
    standIn.setFault({ kind: 'systemErrorBefore', share: 0.04 })
    standIn.setFault({ kind: 'delay', ms: 25 })
  }
}

interface Child {
  process: ChildProcess
  lines: ChaosLine[]
  ready: Promise<void>
  exited: Promise<void>
}

function startChild(args: string[], world: World): Child {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const lines: ChaosLine[] = []
  const { promise: ready, resolve: isReady } = Promise.withResolvers<void>()
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as ChaosLine
      lines.push(line)
      if ('ready' in line) isReady()
    })
  // What a person sees in the portal: whether a refund with this number, else of this amount, is there.
  child.on('message', (asked: { kind: string; refundNo: string; merchantNo: string; minor: number }) => {
    const refunds = world.byKind.get(asked.kind)?.refunds() ?? []
    child.send(refunds.some(({ refundNo, state }) => refundNo === asked.refundNo && state !== 'failed'))
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => (isReady(), resolve())))
  return { process: child, lines, ready, exited }
}

async function ended(child: Child): Promise<ChaosEnd> {
  await child.exited
  const last = child.lines.at(-1)
  if (!last || !('ended' in last)) throw new Error(`the program ended without a word: ${JSON.stringify(last)}`)
  return last
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function sumCalls(standIns: readonly PaymentStandIn[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const standIn of standIns) for (const [name, count] of Object.entries(standIn.calls())) sums[name] = (sums[name] ?? 0) + count
  return sums
}
