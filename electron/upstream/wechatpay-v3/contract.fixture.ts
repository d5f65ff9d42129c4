import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { ManualClock, systemClock } from '../../platform/clock/clock'
import { type CallRecord, createHttp } from '../../platform/http'
import { createRedactor } from '../../platform/log'
import { startWechatPayV3StandIn, type WechatPayV3StandIn, type WechatPayV3StandInOptions } from '../../sandbox/wechatpay-v3'
import type { OpenAccount, OpenKey, OrderForRefund, OrderToCreate, RawNotification, RefundToSend } from '../payments'
import { createV3Client } from './client'

/** What the tests of our client against the stand-in share. The key pairs are made once: that is slow. */

export const merchantKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
export const API_V3_KEY = '0123456789abcdefghijklmnopqrstuv'
export const call = { correlationId: 'c1' }
export const START = '2026-11-28T02:00:00.000Z'

type Values = Record<string, string>
const values: Values = {
  mchid: '1900009191',
  appid: 'wxd678efh567hg6787',
  serialNo: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C',
  keyMode: 'certificate',
  region: 'domestic',
}

export function accountOf(change: Values = {}, keys: readonly OpenKey[] = [], kind = 'v3'): OpenAccount {
  return {
    id: 'a1',
    kind,
    name: '云栖酒店',
    values: { ...values, ...change },
    secrets: { apiV3Key: API_V3_KEY, privateKey: merchantKey },
    keys,
    notifyUrl: 'https://pay.example.com/notify',
    refundCurrency: '',
  }
}

/** Both keys of a stand-in, as an account keeps them. */
export function keysOf(standIn: WechatPayV3StandIn): OpenKey[] {
  const { certificates, publicKey } = standIn.platformKeys()
  return [
    ...certificates.map(({ serial, pem }): OpenKey => ({ id: serial, kind: 'platformCertificate', serial, pem })),
    { id: publicKey.id, kind: 'publicKey', serial: publicKey.id, pem: publicKey.pem },
  ]
}

export interface Kit {
  standIn: WechatPayV3StandIn
  clock: ManualClock
  client: ReturnType<typeof createV3Client>
  records: CallRecord[]
  /** Account whose values may differ, with the keys of the stand-in. */
  account: (change?: Values, kind?: string) => OpenAccount
  close: () => Promise<void>
}

let saved: string | undefined

/** A stand-in with one direct merchant, and our client. The platform's keys are made by the first and kept by the others. */
export async function setUp(options: Partial<WechatPayV3StandInOptions> & { clientClock?: ManualClock; change?: Values; kind?: string } = {}): Promise<Kit> {
  const { clientClock, change = {}, kind = 'v3', ...more } = options
  const clock = new ManualClock(START)
  const standIn = await startWechatPayV3StandIn({
    clock,
    accounts: [accountOf(change, [], kind)],
    random: seeded(7),
    repeatsMs: [1],
    ...(saved === undefined ? {} : { restore: saved }),
    ...more,
  })
  saved ??= standIn.snapshot()
  const ours = clientClock ?? clock
  const records: CallRecord[] = []
  const http = createHttp({
    clock: { now: () => ours.now(), instant: () => ours.instant(), monotonic: () => systemClock.monotonic() },
    redactor: createRedactor(),
    record: (record) => records.push(record),
    random: () => 0,
    sleep: () => Promise.resolve(),
  })
  const client = createV3Client({
    http,
    clock: ours,
    baseUrl: () => Promise.resolve(standIn.baseUrl),
    wechatToken: () => Promise.reject(new Error('no token is needed')),
    nonce: () => randomBytes(16).toString('hex'),
  })
  return {
    standIn,
    clock,
    client,
    records,
    account: (other = {}, otherKind = kind) => accountOf({ ...change, ...other }, keysOf(standIn), otherKind),
    close: async () => {
      http.close()
      await standIn.close()
    },
  }
}

/** Repeatable chance (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function newOrder(merchantNo: string, change: Partial<OrderToCreate> = {}): OrderToCreate {
  return {
    merchantNo,
    method: 'wechat_native',
    amountMinor: 12_800,
    currency: 'CNY',
    description: '云栖酒店 大床房 2 晚',
    asked: {},
    createdAt: START,
    expiresAt: '2026-11-28T04:00:00.000Z',
    ...change,
  }
}

export function refundOf(merchantNo: string, refundNo: string, change: Partial<RefundToSend> = {}): RefundToSend {
  return { refundNo, amountMinor: 5_000, currency: 'CNY', reason: '客人取消', order: orderOf(merchantNo), ...change }
}

export function orderOf(merchantNo: string, change: Partial<OrderForRefund> = {}): OrderForRefund {
  return { id: 'o1', merchantNo, providerNo: '', wechatNo: '', amountMinor: 12_800, currency: 'CNY', receivedMinor: 12_800, paidAt: START, ...change }
}

/** A callback of the stand-in as our receiver would have got it. */
export function rawOf(outgoing: ReturnType<WechatPayV3StandIn['callback']>, receivedAt: string, byHand = false): RawNotification {
  const headers = new Map(Object.entries(outgoing.headers).map(([name, value]) => [name.toLowerCase(), value]))
  return { method: 'POST', path: '/notify', query: '', headers, body: Buffer.from(outgoing.body), receivedAt, byHand }
}
