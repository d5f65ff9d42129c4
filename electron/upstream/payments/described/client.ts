import type { DescribedCall, ProviderDescription } from '@shared/contract/payment-providers'
import { Fault } from '../../../platform/errors/fault'
import { lostEffect, refusedBy } from '../lost'
import type { CreatedOrder, Effect, NotificationReading, NotificationReply, OpenAccount, OrderNumbers, OrderReading, OrderToCreate, PaymentProvider, ProviderCall, ProviderClient, ProviderTools, RawNotification, RefundReading, RefundToSend } from '../types'
import { type BuiltCall, buildCall } from './build'
import type { Answered, DescribedAnswer } from './read'
import { orderReading, refundFromOrder, refundReading } from './readings'
import { sendBuilt } from './send'
import { accountValues, type DescribedValue, newOrderValues, numberValues, refundValues, typedValues } from './values'

/** What a described kind has besides its description. */
export interface DescribedKind extends Omit<PaymentProvider, 'connect'> {
  readonly description: ProviderDescription
  /** Name of the secret that signs or opens. */
  readonly secretName: string
  readonly readNotification?: (account: OpenAccount, raw: RawNotification) => NotificationReading
  readonly reply: (accepted: boolean, reason?: string) => NotificationReply
}

/** The query of a refund as the contract has it. */
type RefundAsked = Parameters<NonNullable<ProviderClient['queryRefund']>>[1]

/**
 * The client of a partly known provider: every request and answer by the account's description. What cannot be read with
 * certainty is unknown; nothing is repeated.
 */
export class DescribedClient {
  constructor(
    readonly kind: DescribedKind,
    readonly tools: ProviderTools,
  ) {}

  /** @throws Fault `payments.callNotDescribed` */
  described(account: OpenAccount, ...names: string[]): DescribedCall {
    const { calls } = account.description ?? this.kind.description
    for (const name of names) {
      const call = Object.hasOwn(calls, name) ? calls[name] : undefined
      if (call?.enabled) return call
    }
    throw new Fault('payments.callNotDescribed', { params: { call: names[0] ?? '' } })
  }

  async build(account: OpenAccount, described: DescribedCall, values: readonly [string, DescribedValue][]): Promise<BuiltCall> {
    const base = await this.tools.baseUrl(account)
    return buildCall(described, { base, values: new Map([...accountValues(account, this.tools.clock.instant()), ...values]), secret: this.#secret(account) })
  }

  #secret(account: OpenAccount): string {
    return account.secrets[this.kind.secretName] ?? ''
  }

  async #exchange(account: OpenAccount, described: DescribedCall, values: readonly [string, DescribedValue][], how: { safe: boolean; timeoutMs: number }, call: ProviderCall): Promise<{ answer: DescribedAnswer; answered: Answered }> {
    const built = await this.build(account, described, values)
    return sendBuilt(this.tools, described, built, { system: this.kind.traits.system, secret: this.#secret(account), ...how }, call)
  }

  async createOrder(account: OpenAccount, order: OrderToCreate, call: ProviderCall): Promise<Effect<CreatedOrder>> {
    const method = this.kind.traits.methods.find(({ id }) => id === order.method)
    const missing = method?.asks.find((name) => (order.asked[name] ?? '') === '')
    if (!method || method.gives === 'none') return { outcome: 'notSent', fault: new Fault('payments.methodUnknown', { params: { method: order.method } }) }
    if (missing !== undefined) return { outcome: 'notSent', fault: new Fault('payments.askedMissing', { params: { field: missing } }) }
    try {
      const described = this.described(account, `create.${order.method}`)
      if (described.answer.type === 'link') {
        // No request: the address itself is what the guest opens.
        const { url } = await this.build(account, described, newOrderValues(order))
        return { outcome: 'done', value: { payWith: { gives: 'url', text: url }, raw: '' } }
      }
      const { answer, answered } = await this.#exchange(account, described, newOrderValues(order), { safe: false, timeoutMs: 15_000 }, call)
      if (answer.verdict === 'refused') return this.#refused(answer, answered)
      const text = answer.values[method.gives === 'url' ? 'url' : method.gives === 'codeUrl' ? 'codeUrl' : 'parameters'] ?? ''
      if (text === '' || (method.gives !== 'miniProgram' && !/^(?:https?|weixin|alipays?):\/\/\S{1,2000}$/u.test(text))) return { outcome: 'unknown', fault: new Fault('payments.nothingToPayWith', { retry: 'afterCheck' }) }
      const { providerNo, wechatNo } = answer.values
      return { outcome: 'done', value: { ...(providerNo === undefined ? {} : { providerNo }), ...(wechatNo === undefined ? {} : { wechatNo }), payWith: { gives: method.gives, text }, raw: answered.text } }
    } catch (cause) {
      return lostEffect(cause)
    }
  }

  async queryOrder(account: OpenAccount, order: OrderNumbers & { by: 'merchant' | 'provider' | 'wechat' }, call: ProviderCall): Promise<OrderReading> {
    const number = { merchant: order.merchantNo, provider: order.providerNo, wechat: order.wechatNo }[order.by]
    if (!this.kind.traits.orderQuery.includes(order.by) || number === '') throw new Fault('payments.providerNumberMissing')
    const described = this.described(account, `query.${order.by}`, 'query')
    const { answer, answered } = await this.#exchange(account, described, numberValues(order), { safe: true, timeoutMs: 15_000 }, call)
    // A payment that was declined may be told with a refusing status (VR): then it is an answer all the same.
    if (answer.verdict === 'refused' && (answer.state ?? 'unknown') === 'unknown') throw this.#refused(answer, answered).fault
    const reading = orderReading(this.kind.traits, described, answer, answered.text)
    const other = (told: string | undefined, ours: string) => told !== undefined && ours !== '' && told !== ours
    if (other(reading.merchantNo, order.merchantNo) || (order.by === 'provider' && other(reading.providerNo, order.providerNo))) throw new Fault('payments.answerOfAnother')
    return reading
  }

  /** Asks first: whether cancelling would reverse a paid order is not known. */
  async closeOrder(account: OpenAccount, order: OrderNumbers, call: ProviderCall): Promise<Effect<{ raw: string }>> {
    try {
      const reading = await this.queryOrder(account, { ...order, by: order.providerNo === '' ? 'merchant' : 'provider' }, call)
      if (reading.state === 'paid') return { outcome: 'refused', fault: new Fault('payments.paidMeanwhile'), again: 'never' }
    } catch (cause) {
      return { outcome: 'notSent', fault: cause instanceof Fault ? cause : new Fault('internal', { cause }) }
    }
    try {
      const { answer, answered } = await this.#exchange(account, this.described(account, 'close'), numberValues(order), { safe: false, timeoutMs: 15_000 }, call)
      return answer.verdict === 'refused' ? this.#refused(answer, answered) : { outcome: 'done', value: { raw: answered.text } }
    } catch (cause) {
      return lostEffect(cause)
    }
  }

  async refund(account: OpenAccount, asked: RefundToSend, call: ProviderCall): Promise<Effect<RefundReading>> {
    try {
      const described = this.described(account, 'refund')
      const { answer, answered } = await this.#exchange(account, described, refundValues(asked), { safe: false, timeoutMs: 30_000 }, call)
      if (answer.verdict === 'refused') return this.#refused(answer, answered)
      const reading = refundReading(this.kind.traits, described, answer, answered.text)
      // Accepted is not refunded: without a described state it goes no further.
      return { outcome: 'done', value: { ...reading, refundNo: asked.refundNo, state: answer.state === undefined ? 'processing' : reading.state } }
    } catch (cause) {
      return lostEffect(cause)
    }
  }

  async queryRefund(account: OpenAccount, asked: RefundAsked, call: ProviderCall): Promise<RefundReading> {
    const { refundQuery } = this.kind.traits
    if (refundQuery === 'order' && !this.#has(account, 'refundQuery')) {
      const by = asked.order.providerNo === '' ? 'merchant' : 'provider'
      return refundFromOrder(await this.queryOrder(account, { ...asked.order, by }, call), asked)
    }
    const described = this.described(account, 'refundQuery')
    if (refundQuery === 'providerNumber' && asked.providerRefundNo === '') throw new Fault('payments.refundNumberMissing')
    const values: [string, DescribedValue][] = [...numberValues(asked.order), ['refund.refundNo', asked.refundNo], ['refund.providerRefundNo', asked.providerRefundNo]]
    const { answer, answered } = await this.#exchange(account, described, values, { safe: true, timeoutMs: 15_000 }, call)
    if (answer.verdict === 'refused') throw this.#refused(answer, answered).fault
    return refundReading(this.kind.traits, described, answer, answered.text)
  }

  #has(account: OpenAccount, name: string): boolean {
    const { calls } = account.description ?? this.kind.description
    return Object.hasOwn(calls, name) && calls[name]?.enabled === true
  }

  /**
   * Whether the provider confirms a notification that it sent. An answer of its own without the word of success is a no;
   * a failure of its server is thrown, so that it is asked again.
   */
  async confirm(account: OpenAccount, values: readonly [string, DescribedValue][], call: ProviderCall): Promise<boolean> {
    const described = this.described(account, 'confirm')
    try {
      const { answer } = await this.#exchange(account, described, values, { safe: true, timeoutMs: 15_000 }, call)
      return answer.verdict === 'worked'
    } catch (cause) {
      if (cause instanceof Fault && cause.code === 'payments.answerUnclear' && Number(cause.params['status']) < 300) return false
      throw cause
    }
  }

  /** What the provider says to a question about nothing: a person reads whether it knows the account. */
  async test(account: OpenAccount, call: ProviderCall): Promise<{ detail: string }> {
    const described = this.described(account, 'test')
    const { answer, answered } = await this.#exchange(account, described, [], { safe: true, timeoutMs: 15_000 }, call)
    if (answer.verdict === 'refused' && (answered.status === 401 || answered.status === 403)) throw this.#refused(answer, answered).fault
    return { detail: `HTTP ${answered.status} ${this.tools.http.redactor.text(answer.message || answered.text)}`.trim().slice(0, 200) }
  }

  /** The text to sign of a call with values that a person typed. @throws Fault `payments.callNotDescribed`, `payments.valueMissing` */
  explain(account: OpenAccount, name: string, given: Readonly<Record<string, string>>) {
    const values = new Map([...accountValues(account, this.tools.clock.instant()), ...typedValues(given)])
    return buildCall(this.described(account, name), { base: this.kind.baseUrlOf(account), values, secret: '' }).canonical
  }

  #refused(answer: DescribedAnswer, { status }: Answered): Extract<Effect<never>, { outcome: 'refused' }> {
    return { outcome: 'refused', fault: refusedBy(this.kind.traits.system, answer.values['state'] ?? String(status), this.tools.http.redactor.text(answer.message)), again: 'never' }
  }
}

/** A provider that is made of its description. */
export function describedProvider(kind: DescribedKind, more: (client: DescribedClient) => Partial<ProviderClient> = () => ({})): PaymentProvider {
  const { secretName: _secret, readNotification, reply, ...provider } = kind
  return {
    ...provider,
    connect(tools) {
      const client = new DescribedClient(kind, tools)
      const { traits } = kind
      return {
        createOrder: (...given) => client.createOrder(...given),
        queryOrder: (...given) => client.queryOrder(...given),
        test: (...given) => client.test(...given),
        reply,
        explain: (...given) => client.explain(...given),
        ...(traits.close ? { closeOrder: (...given) => client.closeOrder(...given) } : {}),
        ...(traits.refund === 'no' ? {} : { refund: (...given) => client.refund(...given) }),
        ...(traits.refundQuery === 'none' ? {} : { queryRefund: (...given) => client.queryRefund(...given) }),
        ...(readNotification ? { readNotification } : {}),
        ...more(client),
      } satisfies ProviderClient
    },
  }
}
