import type { StandInAnswer, StandInReply, StandInRequest } from '../http/server'
import type { StandInFaults } from '../payments/faults'
import type { RefundLimiter } from './limiter'
import type { Merchant } from './merchants'
import { jsonReply, refusalReply, V3Refusal, type V3Reply } from './refusal'
import { routeOf } from './routes'
import { type Scenario, scenarioOf } from './scenarios'
import { type Door, signedHeaders } from './signatures'
import type { World } from './world'

interface Parts {
  world: World
  door: Door
  faults: StandInFaults
  limiter: RefundLimiter
}

const systemError = () => jsonReply(500, { code: 'SYSTEM_ERROR', message: '系统异常，请稍后重试' })

/** What became of one request: the answer, and whose it is once the caller is known. */
interface Outcome {
  reply: V3Reply
  merchant: Merchant | undefined
  /** What the number of a new order or refund asks for. */
  scenario: Scenario | undefined
}

/** Answers a call of the interface, with the faults that were set for it. */
export class Api {
  readonly #parts: Parts
  /** Numbers whose first answer was lost on purpose. */
  readonly #lost = new Set<string>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  answer(request: StandInRequest): StandInAnswer {
    const { faults } = this.#parts
    const name = `${request.method} ${request.path}`
    const delay = faults.take('delay', name)?.ms
    if (faults.take('dropBefore', name)) return 'drop'
    const outcome = this.#early(name) ?? this.#act(request)
    const { reply, scenario } = outcome
    if (faults.take('dropAfter', name) || scenario === 'TIMEOUT') return 'drop'
    const broken = faults.take('systemErrorAfter', name) !== undefined || scenario === 'SYSERR'
    const wrong = faults.take('badSignature', name) !== undefined || scenario === 'BADSIG'
    const signed = this.#signed(request, broken ? { ...outcome, reply: systemError() } : { ...outcome, reply }, wrong)
    return delay === undefined ? signed : { ...signed, delayMs: delay }
  }

  #early(name: string): Outcome | undefined {
    const { faults } = this.#parts
    const without = { merchant: undefined, scenario: undefined }
    if (faults.take('systemErrorBefore', name)) return { reply: systemError(), ...without }
    if (faults.take('tooMany', name)) return { reply: jsonReply(429, { code: 'RATELIMIT_EXCEEDED', message: '请求超过频率限制，请稍后重试' }), ...without }
    return undefined
  }

  #act(request: StandInRequest): Outcome {
    const { world, door, limiter } = this.#parts
    const refunding = request.method === 'POST' && request.path.endsWith('/refunds')
    let merchant: Merchant | undefined
    try {
      merchant = door.admit(request, world.now)
      if (refunding) limiter.count(merchant.mchid)
      return { reply: routeOf(request, merchant)(world, merchant, request), merchant, scenario: this.#scenario(request) }
    } catch (error) {
      if (!(error instanceof V3Refusal)) throw error
      if (refunding && merchant) limiter.faulty(merchant.mchid)
      return { reply: refusalReply(error), merchant, scenario: undefined }
    }
  }

  /** Of a call that was done: the answer to it is lost once, or wrong. */
  #scenario({ method, body }: StandInRequest): Scenario | undefined {
    if (method !== 'POST') return undefined
    const { out_refund_no, out_trade_no } = JSON.parse(body.toString('utf8')) as Record<string, unknown>
    const number = out_refund_no ?? out_trade_no
    const scenario = typeof number === 'string' ? scenarioOf(number) : undefined
    if (typeof number !== 'string' || (scenario !== 'TIMEOUT' && scenario !== 'SYSERR')) return scenario
    if (this.#lost.has(number)) return undefined
    this.#lost.add(number)
    return scenario
  }

  /** Every answer to a known caller is signed, with the key that it asked for or else that of its mode (§8.3). */
  #signed(request: StandInRequest, { reply, merchant }: Outcome, wrong: boolean): StandInReply {
    const { world } = this.#parts
    const general = {
      ...reply.headers,
      date: new Date(world.now).toUTCString(),
      'request-id': `08${world.nonce(40)}-${world.digits(9)}`,
    }
    if (!merchant || reply.signedText === null) return { ...reply, headers: general }
    const asked = request.headers['wechatpay-serial']
    const usual = merchant.keyMode === 'publicKey' ? world.keys.publicKey.id : undefined
    const signer = world.keys.signer(typeof asked === 'string' ? asked : usual, world.now)
    const body = reply.signedText !== undefined ? reply.signedText : typeof reply.body === 'string' ? reply.body : Buffer.from(reply.body).toString('utf8')
    const said = { seconds: Math.floor(world.now / 1000), nonce: world.nonce(32) }
    return { ...reply, headers: { ...general, ...signedHeaders(wrong ? `${body} ` : body, signer, said) } }
  }
}
