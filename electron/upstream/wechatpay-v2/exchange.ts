/** Signs a call of APIv2, sends it and reads its answer. Source: payment-providers §7.1, §7.2, §1.5. */
import { wechatPayV2Signature, wechatPayV2Text } from '@shared/domain/signatures'
import { writeFlatXml } from '@shared/domain/xml-flat'
import { Fault } from '../../platform/errors/fault'
import type { Effect, OpenAccount, ProviderCall, ProviderTools } from '../payments/types'
import { identity, openV2, SYSTEM, type V2Account } from './account'
import { type Answer, type Fields, readAnswer } from './answers'
import { type CallName, changesNothing, refusalFault, refusedEffect } from './errors'

export interface V2Call {
  name: CallName
  path: string
  /** Beside those that every call has; empty ones are left out. */
  fields: [string, string][]
  /** Whether the client certificate is shown. */
  certificate?: boolean
}

export interface Answered {
  fields: Fields
  raw: string
  /** Whose account it was sent with. */
  v2: V2Account
  /** From the answer's `Date`: how far the clock of this computer is off. */
  clockOffSeconds?: number
}

const maxBytes = 512 * 1024
const timeouts: Readonly<Record<CallName, number>> = { create: 15_000, query: 10_000, close: 15_000, refund: 30_000, refundQuery: 15_000 }

export type Exchange = ReturnType<typeof createExchange>

export function createExchange({ http, clock, baseUrl, nonce }: ProviderTools) {
  const redact = http.redactor.text

  function bodyOf(v2: V2Account, call: V2Call): string {
    const fields = [
      ...identity(v2),
      ['nonce_str', nonce().slice(0, 32)] as [string, string],
      // With MD5, WeChat's default, the field is left out: not every interface takes it.
      ['sign_type', v2.signType === 'MD5' ? '' : v2.signType] as [string, string],
      ...call.fields,
    ].filter(([, value]) => value !== '')
    return writeFlatXml('xml', [...fields, ['sign', wechatPayV2Signature(wechatPayV2Text(fields), v2.apiKey, v2.signType)]])
  }

  async function send(account: OpenAccount, v2: V2Account, call: V2Call, tracing: ProviderCall): Promise<{ answer: Answer; date: string | undefined }> {
    http.redactor.learn(v2.apiKey)
    const base = await baseUrl(account)
    const body = bodyOf(v2, call)
    let answer: Answer | undefined
    const response = await http.request({
      system: SYSTEM,
      method: 'POST',
      url: base + call.path,
      body,
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      timeoutMs: timeouts[call.name],
      maxBytes,
      safe: changesNothing.has(call.name),
      rateKey: `${SYSTEM}.${call.name}:${v2.mchid}`,
      ...(call.certificate && v2.certificate ? { clientCertificate: v2.certificate } : {}),
      describe: ({ bytes }) => {
        answer = readAnswer(bytes, v2)
        return answer.ok ? { code: 'SUCCESS' } : { code: answer.refusal.code === '' ? 'FAIL' : answer.refusal.code, refused: answer.refusal.level === 'business' }
      },
      signal: tracing.signal,
      correlationId: tracing.correlationId,
    })
    if (!answer) throw new Fault('internal', { retry: 'afterCheck' })
    return { answer, date: response.headers['date'] }
  }

  /** A call that changes nothing. @throws Fault of the refusal, of the answer, `http.*` */
  async function ask(account: OpenAccount, call: V2Call, tracing: ProviderCall): Promise<Answered> {
    const v2 = openV2(account)
    const { answer, date } = await send(account, v2, call, tracing)
    if (!answer.ok) throw refusalFault(answer.refusal, call.name, redact)
    const off = Math.round((Date.parse(date ?? '') - clock.now().getTime()) / 1000)
    return { fields: answer.fields, raw: answer.raw, v2, ...(Number.isNaN(off) ? {} : { clockOffSeconds: off }) }
  }

  /**
   * A call that changes something, sent once. What fails while it is built was not sent; what fails afterwards is
   * unknown unless surely nothing arrived. `read` throws where the answer is not about what was asked.
   */
  async function effect<T>(
    account: OpenAccount,
    build: (v2: V2Account) => V2Call,
    read: (answered: Answered) => T,
    tracing: ProviderCall,
  ): Promise<Effect<T>> {
    let sending = false
    try {
      const v2 = openV2(account)
      const call = build(v2)
      sending = true
      const { answer } = await send(account, v2, call, tracing)
      if (!answer.ok) return refusedEffect(answer.refusal, call.name, redact)
      return { outcome: 'done', value: read({ fields: answer.fields, raw: answer.raw, v2 }) }
    } catch (cause) {
      // A mistake of ours may have come after the call had been sent.
      const fault = cause instanceof Fault ? cause : new Fault('internal', { retry: sending ? 'afterCheck' : 'no', cause })
      return { outcome: sending && fault.retry === 'afterCheck' ? 'unknown' : 'notSent', fault }
    }
  }

  return { ask, effect }
}
