/** Bills: an address with a hash, then the file itself; abroad the file at once. Source: payment-providers §8.8, §8.9, §9. */
import { rm } from 'node:fs/promises'
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import { billFile, type ReceivedBill } from '../payments/kit'
import type { BillsOffer, FetchedBill, OfferedBill, OpenAccount, ProviderCall, ProviderClient, ProviderTools } from '../payments/types'
import type { V3Account } from './account'
import { SYSTEM } from './errors'
import { type Exchange, readRefusal } from './exchange'
import { judgeMessage } from './messages'
import { fundFlowBillPath, statementPath, tradeBillPath } from './paths'

/** How long a bill may take to come (§1.5). */
const BILL_TIMEOUT_MS = 60_000
/** An address that has run out meanwhile is asked for anew, once. */
const ADDRESSES = 2

const tradeTypes: Readonly<Record<string, string>> = { all: 'ALL', success: 'SUCCESS', refund: 'REFUND' }
const fundAccounts: Readonly<Record<string, string>> = { fundBasic: 'BASIC', fundOperation: 'OPERATION', fundFees: 'FEES' }

const domestic: readonly OfferedBill[] = [
  ...Object.keys(tradeTypes).map((type): OfferedBill => ({ type, source: 'bill', reach: 'domestic' })),
  ...Object.keys(fundAccounts).map((type): OfferedBill => ({ type, source: 'fundFlow', reach: 'domestic' })),
]
const overseas: readonly OfferedBill[] = [{ type: 'overseas', source: 'bill', reach: 'overseas' }]

/**
 * The fund flow of a service provider is its own and not that of the sub-merchant, whose flow comes sealed under keys of
 * its own (`/v3/bill/sub-merchant-fundflowbill`): such files are dropped by hand.
 */
export const billsOffer = (kind: 'v3' | 'v3sp'): BillsOffer => ({
  typesOf: ({ region }) => {
    if (region === 'global' || region === 'hk') return overseas
    return kind === 'v3sp' ? domestic.filter(({ source }) => source === 'bill') : domestic
  },
})

const Address = z.looseObject({ hash_type: z.string(), hash_value: z.string().regex(/^[0-9a-fA-F]{40}$/u), download_url: z.url().max(4096) })

interface Wanted {
  type: string
  day: string
  into: string
  maxBytes: number
}

export function billCalls(exchange: Exchange, tools: ProviderTools): Required<Pick<ProviderClient, 'fetchBill'>> {
  return {
    async fetchBill(account, bill, call) {
      const v3 = exchange.open(account)
      try {
        return v3.region === 'domestic' ? await fetchByAddress(account, v3, bill, call) : await fetchStatement(account, v3, bill, call)
      } catch (error) {
        if (error instanceof Fault && error.code === 'bills.noTrade') return { outcome: 'noTrade' }
        throw error
      }
    },
  }

  async function fetchByAddress(account: OpenAccount, v3: V3Account, bill: Wanted, call: ProviderCall): Promise<FetchedBill> {
    for (let address = 1; ; address += 1) {
      const { json } = await exchange.ask(account, v3, { name: 'bill', method: 'GET', path: pathOf(v3, bill), rate: fundAccounts[bill.type] === undefined ? 'bill' : 'fundBill' }, call)
      const said = Address.safeParse(json)
      if (!said.success || said.data.hash_type.toUpperCase() !== 'SHA1') throw new Fault('wechatpayV3.answerUnreadable', { retry: 'safe' })
      const url = downloadUrl(said.data.download_url, (await tools.baseUrl(account)).replace(/\/+$/u, ''))
      try {
        const { received } = await download(v3, url, bill, call)
        await requireHash(received, said.data.hash_value, bill.into)
        return { outcome: 'file', bytes: received.bytes, sha256: received.sha256, hashChecked: true }
      } catch (error) {
        const ranOut = error instanceof Fault && error.code === 'wechatpayV3.invalidRequest'
        if (!ranOut || address >= ADDRESSES) throw error
      }
    }
  }

  /** The body is the file; what is signed is `{"sha1":"…"}` (§8.9). */
  async function fetchStatement(account: OpenAccount, v3: V3Account, bill: Wanted, call: ProviderCall): Promise<FetchedBill> {
    const base = (await tools.baseUrl(account)).replace(/\/+$/u, '')
    const { received, headers } = await download(v3, `${base}${statementPath(v3, bill.day)}`, bill, call)
    const digest = headers['wechatpay-statement-sha1'] ?? ''
    const now = Math.floor(tools.clock.now().getTime() / 1000)
    const signed = judgeMessage({ header: (name) => headers[name], body: Buffer.from(JSON.stringify({ sha1: digest })) }, v3.keys, now)
    if (!signed.ok) {
      await rm(bill.into, { force: true })
      if (signed.problem === 'unknownKey') tools.keys?.unknown(account.id)
      throw new Fault('payments.answerUnsigned', { retry: 'safe' })
    }
    tools.keys?.used(account.id, signed.serial)
    await requireHash(received, digest, bill.into)
    return { outcome: 'file', bytes: received.bytes, sha256: received.sha256, hashChecked: true }
  }

  /** A signed GET whose answer goes into the file; a refusal stays in memory and is thrown. */
  async function download(v3: V3Account, url: string, bill: Wanted, call: ProviderCall): Promise<{ received: ReceivedBill; headers: Readonly<Record<string, string>> }> {
    const { pathname, search } = new URL(url)
    const path = `${pathname}${search}`
    const file = billFile(bill.into, bill.maxBytes)
    let failed: Error | undefined
    const response = await tools.http
      .request({
        system: SYSTEM,
        method: 'GET',
        url,
        headers: { ...exchange.headers(v3, { method: 'GET', path }, ''), accept: '*/*' },
        timeoutMs: BILL_TIMEOUT_MS,
        maxBytes: bill.maxBytes,
        safe: true,
        attempts: 1,
        rateKey: `${SYSTEM}.bill:${v3.mchid}`,
        secretQuery: ['token'],
        acceptStatus: (status) => status !== 407,
        stream: ({ status }) => (status === 200 ? file.sink : undefined),
        describe: ({ status }) => ({ code: String(status), refused: status >= 400 && status < 500 }),
        ...call,
      })
      .catch((cause: unknown) => {
        failed = cause instanceof Error ? cause : new Error('no answer', { cause })
        file.sink.destroy(failed)
        return undefined
      })
    if (response?.status === 200) return { received: await file.received, headers: response.headers }
    file.sink.destroy()
    const why = await file.received.then(() => undefined, (cause: unknown) => cause)
    await rm(bill.into, { force: true })
    // What the file says went wrong (too large, damaged) is nearer than that the connection then broke.
    if (failed) throw why instanceof Fault ? why : failed
    throw exchange.faultOf(readRefusal(response), 'bill')
  }
}

function pathOf(v3: V3Account, { type, day }: Wanted): string {
  const [trade, fund] = [tradeTypes[type], fundAccounts[type]]
  if (trade !== undefined) return tradeBillPath(v3, day, trade)
  if (fund !== undefined && !v3.sub) return fundFlowBillPath(day, fund)
  throw new Fault('bills.typeUnknown', { params: { type } })
}

async function requireHash({ sha1 }: ReceivedBill, wanted: string, path: string): Promise<void> {
  if (sha1 === wanted.toLowerCase()) return
  await rm(path, { force: true })
  throw new Fault('bills.hashWrong', { retry: 'safe' })
}

/**
 * Where the file is. The signature goes to nobody but WeChat Pay; an account that uses another access point stays with it
 * (§8.8).
 */
function downloadUrl(told: string, base: string): string {
  const { origin, protocol, hostname, pathname, search } = new URL(told)
  if (origin === new URL(base).origin) return told
  const own = protocol === 'https:' && hostname.endsWith('.mch.weixin.qq.com')
  if (!own) throw new Fault('bills.foreignAddress', { params: { host: hostname } })
  const accessPoint = /^api2?(?:hk)?\.mch\.weixin\.qq\.com$/u
  return accessPoint.test(hostname) && accessPoint.test(new URL(base).hostname) ? `${base}${pathname}${search}` : told
}
