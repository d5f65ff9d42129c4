/** Calls the merchant's cloud function over WeChat's server and reads what it returned. Source: payment-providers §6.2. */
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import type { CallDescription, HttpResponse } from '../../platform/http'
import type { Effect, OpenAccount, ProviderCall, ProviderTools } from '../payments/types'
import { type CallName, type Refusal, refusalFault, refusedEffect } from '../wechatpay-v2'
import { type Action, type CloudAccount, openCloud, SYSTEM } from './account'
import { Said } from './said'

export interface CloudCall {
  action: Action
  /** In WeChat's snake case; empty ones are left out. Amounts are numbers. */
  fields: [string, string | number][]
}

export interface Returned {
  said: Said
  raw: string
}

/** The function has about five seconds; the rest is the way there and back. */
const timeoutMs = 12_000
const maxBytes = 512 * 1024

/** Rules of APIv2 hold below: its names of calls lead to its table of errors. */
const callNames: Readonly<Record<Action, CallName>> = { unifiedorder: 'create', queryorder: 'query', closeorder: 'close', refund: 'refund', queryrefund: 'refundQuery' }
const safe: ReadonlySet<Action> = new Set(['queryorder', 'queryrefund'])

/** The token is wrong or over: the function was not called, a fresh one may help. */
const tokenOver = new Set([40014, 42001])
/** WeChat did not call the function: no token, missing parameter, method, body, app not enabled. */
const notCalled = new Set([40014, 42001, 41001, 40101, 43002, 44002, 85088])

const Gateway = z.looseObject({ errcode: z.int(), errmsg: z.string().default(''), resp_data: z.string().optional() })
const Output = z.looseObject({
  ok: z.boolean(),
  data: z.looseObject({}).nullish(),
  error: z.looseObject({ code: z.union([z.string(), z.number()]).default(''), message: z.string().default('') }).nullish(),
})

type Outcome = { kind: 'returned'; returned: Returned } | { kind: 'refused'; refusal: Refusal } | { kind: 'gateway'; errcode: number; message: string }

export type Exchange = ReturnType<typeof createExchange>

export function createExchange({ http, baseUrl, wechatToken, nonce }: ProviderTools) {
  const redact = http.redactor.text

  function inputOf(cloud: CloudAccount, { action, fields }: CloudCall): Record<string, string | number> {
    const all: [string, string | number][] = [['sub_mch_id', cloud.subMchid], ['nonce_str', nonce().slice(0, 32)], ...fields]
    const kept = all.filter(([, value]) => value !== '')
    return Object.fromEntries([['action', action], ...kept.map(([name, value]) => [cloud.spelling === 'camel' ? spelled(name) : name, value])]) as Record<string, string | number>
  }

  async function once(account: OpenAccount, cloud: CloudAccount, call: CloudCall, tracing: ProviderCall, fresh: boolean): Promise<Outcome> {
    const token = await beforeSending(() => wechatToken(cloud.appid, tracing, fresh))
    const base = await beforeSending(() => baseUrl(account))
    const { env, functionName: name } = cloud
    const input = inputOf(cloud, call)
    const inQuery = cloud.envIn === 'query'
    let outcome: Outcome | undefined
    await http.request({
      system: SYSTEM,
      method: 'POST',
      url: `${base}/tcb/invokecloudfunction`,
      query: { access_token: token, ...(inQuery ? { env, name } : {}) },
      secretQuery: ['access_token'],
      json: inQuery ? input : { env, name, req_data: JSON.stringify(input) },
      timeoutMs,
      maxBytes,
      safe: safe.has(call.action),
      rateKey: `${SYSTEM}.${call.action}:${cloud.subMchid}`,
      describe: (response) => {
        outcome = readOutcome(response)
        return described(outcome)
      },
      signal: tracing.signal,
      correlationId: tracing.correlationId,
    })
    if (!outcome) throw new Fault('internal', { retry: 'afterCheck' })
    return outcome
  }

  /** A token that is over is fetched anew, once. */
  async function send(account: OpenAccount, cloud: CloudAccount, call: CloudCall, tracing: ProviderCall): Promise<Outcome> {
    const outcome = await once(account, cloud, call, tracing, false)
    return outcome.kind === 'gateway' && tokenOver.has(outcome.errcode) ? once(account, cloud, call, tracing, true) : outcome
  }

  function gatewayFault(errcode: number, message: string): Fault {
    const said = redact(message).slice(0, 300)
    return new Fault(notCalled.has(errcode) ? 'cloudpay.notCalled' : 'cloudpay.callUnclear', {
      params: { errcode, message: said },
      upstream: { system: SYSTEM, code: String(errcode), message: said },
      retry: notCalled.has(errcode) ? 'no' : 'afterCheck',
    })
  }

  /** A call that changes nothing. @throws Fault of the refusal, of the gateway, `http.*` */
  async function ask(account: OpenAccount, call: CloudCall, tracing: ProviderCall): Promise<Returned> {
    const outcome = await send(account, openCloud(account), call, tracing)
    if (outcome.kind === 'returned') return outcome.returned
    if (outcome.kind === 'gateway') throw gatewayFault(outcome.errcode, outcome.message)
    throw refusalFault(outcome.refusal, callNames[call.action], redact, SYSTEM)
  }

  /** A call that changes something, sent once; what has no clear answer is unknown, because the function may have run. */
  async function effect<T>(account: OpenAccount, build: (cloud: CloudAccount) => CloudCall, read: (returned: Returned) => T, tracing: ProviderCall): Promise<Effect<T>> {
    let sending = false
    try {
      const cloud = openCloud(account)
      const call = build(cloud)
      sending = true
      const outcome = await send(account, cloud, call, tracing)
      if (outcome.kind === 'returned') return { outcome: 'done', value: read(outcome.returned) }
      if (outcome.kind === 'refused') return refusedEffect(outcome.refusal, callNames[call.action], redact, SYSTEM)
      const fault = gatewayFault(outcome.errcode, outcome.message)
      return notCalled.has(outcome.errcode) ? { outcome: 'notSent', fault } : { outcome: 'unknown', fault }
    } catch (cause) {
      const fault = cause instanceof Fault ? cause : new Fault('internal', { retry: sending ? 'afterCheck' : 'no', cause })
      return { outcome: sending && fault.retry === 'afterCheck' ? 'unknown' : 'notSent', fault }
    }
  }

  return { ask, effect }
}

/** Whatever went wrong here, the function was not called. */
async function beforeSending<T>(prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare()
  } catch (cause) {
    if (!(cause instanceof Fault) || cause.retry !== 'afterCheck') throw cause
    const { code, params, upstream } = cause
    throw new Fault(code, { params, retry: 'safe', cause, ...(upstream ? { upstream } : {}) })
  }
}

/** `sub_mch_id` → `subMchId`. */
const spelled = (name: string) => name.replaceAll(/_([a-z])/gu, (_all, letter: string) => letter.toUpperCase())

/** @throws Fault `cloudpay.answerUnreadable` */
function readOutcome(response: HttpResponse): Outcome {
  const gateway = Gateway.safeParse(parsed(response.text()))
  if (!gateway.success) throw unreadable('JSON')
  const { errcode, errmsg, resp_data: text } = gateway.data
  if (errcode !== 0) return { kind: 'gateway', errcode, message: errmsg }
  const output = Output.safeParse(parsed(text ?? ''))
  if (text === undefined || !output.success) throw unreadable('resp_data')
  return outcomeOf(output.data, text)
}

function outcomeOf({ ok, data, error }: z.infer<typeof Output>, raw: string): Outcome {
  const said = new Said(data ?? {})
  const transport = said.text('returnCode')
  if (transport !== undefined && transport !== 'SUCCESS') return refused('transport', '', said.text('returnMsg') ?? '')
  const result = said.text('resultCode')
  if (ok && transport === 'SUCCESS' && result === 'SUCCESS') return { kind: 'returned', returned: { said, raw } }
  const code = said.text('errCode') ?? (error ? String(error.code) : '')
  if (code === '') throw unreadable('resultCode')
  return refused('business', code, said.text('errCodeDes') ?? error?.message ?? '')
}

const refused = (level: Refusal['level'], code: string, message: string): Outcome => ({ kind: 'refused', refusal: { level, code, message } })

function described(outcome: Outcome): CallDescription {
  if (outcome.kind === 'returned') return { code: '0' }
  if (outcome.kind === 'gateway') return { code: String(outcome.errcode), refused: notCalled.has(outcome.errcode) }
  return { code: outcome.refusal.code === '' ? 'FAIL' : outcome.refusal.code, refused: outcome.refusal.level === 'business' }
}

function unreadable(reason: string): Fault {
  return new Fault('cloudpay.answerUnreadable', { params: { reason }, retry: 'afterCheck' })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
