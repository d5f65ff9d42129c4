import type { Refund, RefundFacts, RefundFilter, RefundPolicy } from '@shared/contract/payment-refunds'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import { permissionsOf, type Permission } from '@shared/contract/permissions'
import { addDays, dayIn, msToInstant, startOfDayMs } from '@shared/domain/days'
import type { Clock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { AccountsService } from '../../accounts'
import type { AccountsPort, Doer } from '../ports'
import { RefundFactsDesk } from './facts'
import type { StoreFilter } from './filter.repository'
import type { Mover } from './move.repository'
import { newRefundNo } from './number'
import type { RefundPolicies } from './policy'
import { presentRefund } from './present'
import type { refundsRepository } from './repository'
import type { Ground } from './request.repository'
import type { StoredRefund } from './rows.repository'
import { limitsOf } from './warnings'

export interface RefundsServiceParts {
  repository: RepositoryClient<typeof refundsRepository>
  clock: Clock
  newId: () => string
  zone: () => string
  policies: RefundPolicies
  accounts: AccountsPort
  operators: Pick<AccountsService, 'confirmPresence' | 'recognise'>
  /** When the workspace came from a backup. */
  restoredAt: string | undefined
  /** Told after refunds changed: how many. */
  changed: (count: number) => void
  /** Something may be ready to be sent. */
  nudge: () => void
}

/** Who does something with money, with what they may do. */
export interface RefundDoer extends Doer {
  permissions: readonly Permission[]
}

export const moverOf = ({ operatorId, operatorName, correlationId }: Doer): Mover => ({ id: operatorId, name: operatorName, correlationId })

/** Asking for refunds, and what people decide about them. Nothing here talks to a provider. */
export class RefundsService {
  readonly parts: RefundsServiceParts
  readonly facts: RefundFactsDesk

  constructor(parts: RefundsServiceParts) {
    this.parts = parts
    this.facts = new RefundFactsDesk(parts)
  }

  /**
   * With an amount it is also told whether a second person would have to approve it, as far as that is known before.
   * `changing`: the refund that is to be changed; `requesterId`: who asks, for the limit of a person and day.
   */
  async factsOf(
    orderId: string,
    amountMinor: number | undefined,
    { changing, requesterId = '' }: { changing?: string | undefined; requesterId?: string } = {},
  ): Promise<RefundFacts> {
    const { repository, policies } = this.parts
    const changed = changing === undefined ? undefined : await repository.get(changing)
    const facts = await this.facts.facts(orderId, amountMinor ?? null, changed)
    if (amountMinor === undefined) return facts
    const approvalReasons = await repository.foreseenReasons({
      orderId,
      amountMinor,
      requesterId: changed?.requestedById ?? requesterId,
      day: this.day(this.at()),
      policy: policies.get(),
      exceptSeq: changed?.seq ?? 0,
    })
    return { ...facts, approvalReasons }
  }

  /**
   * Asks for a refund. Its number is fixed now and never changed.
   * @throws Fault `payments.warningsUnread`, `payments.orderChanged`, `payments.refundExceeds` and the other stops,
   *   `bridge.invalidInput` for a reason that the provider does not take
   */
  async request(
    input: { orderId: string; orderRev: number; amountMinor: number; currency: string; reason: string; note: string; acknowledged: readonly string[] },
    doer: Doer,
  ): Promise<Refund> {
    const gathered = await this.facts.gather(input.orderId, input.amountMinor)
    const { traits } = gathered
    assertReason(traits, input.reason)
    if (gathered.order.rev !== input.orderRev) throw new Fault('payments.orderChanged')
    this.facts.assertAcknowledged(gathered, input.acknowledged)
    const ground = this.ground(traits, doer)
    const { orderId, orderRev, amountMinor, currency, reason, note } = input
    const refundNo = newRefundNo(ground.day, traits.refundNumber)
    const stored = await this.parts.repository.request({ ...ground, id: this.parts.newId(), orderId, orderRev, amountMinor, currency, reason, note, refundNo })
    return this.done(stored)
  }

  /** Another amount or reason of one that was not sent; an approval is void. @throws as {@link request} */
  async change(
    input: { id: string; rev: number; amountMinor: number; reason: string; note: string; acknowledged: readonly string[] },
    doer: Doer,
  ): Promise<Refund> {
    const refund = await this.parts.repository.get(input.id)
    const gathered = await this.facts.gather(refund.orderId, input.amountMinor, refund)
    assertReason(gathered.traits, input.reason)
    this.facts.assertAcknowledged(gathered, input.acknowledged)
    const { id, rev, amountMinor, reason, note } = input
    const ground = this.ground(gathered.traits, doer)
    return this.done(await this.parts.repository.change({ ...ground, id, rev, amountMinor, reason, note }))
  }

  async withdraw(id: string, rev: number, doer: Doer): Promise<Refund> {
    return this.done(await this.parts.repository.withdraw({ id, rev, by: moverOf(doer), at: this.at() }))
  }

  /** @throws Fault `payments.ownRefund`, `payments.digestChanged`, `payments.refundMoved`; of a wrong password */
  async approve(id: string, digest: string, password: string | undefined, doer: Doer): Promise<Refund> {
    if (password !== undefined) await this.parts.operators.confirmPresence(doer.operatorId, password)
    return this.done(await this.parts.repository.approve({ id, digest, by: moverOf(doer), at: this.at() }))
  }

  /** 在此审批: the session stays that of whoever sits here. @throws as {@link approve}, `session.forbidden` */
  async approveHere(id: string, digest: string, who: { approver: string; password: string }, doer: Doer): Promise<Refund> {
    const by = await this.secondPerson(who, 'refunds.approve', doer)
    return this.done(await this.parts.repository.approve({ id, digest, by, at: this.at() }))
  }

  async reject(id: string, note: string, doer: Doer): Promise<Refund> {
    return this.done(await this.parts.repository.reject({ id, note, by: moverOf(doer), at: this.at() }))
  }

  /**
   * Hands approved refunds to the dispatcher, after the caller's password.
   * @throws Fault `accounts.passwordNeeded`, `payments.refundNotApproved`, `payments.refundNotAgain`
   */
  async send(ids: readonly string[], password: string | undefined, doer: Doer): Promise<Refund[]> {
    await this.parts.operators.confirmPresence(doer.operatorId, password)
    return this.present(await this.queueConfirmed(ids, doer))
  }

  /** The same for whoever gave the password already. */
  async queueConfirmed(ids: readonly string[], doer: Doer): Promise<StoredRefund[]> {
    const stored = await this.parts.repository.queue({ ids: [...ids], idempotentKinds: await this.idempotentKinds(), policy: this.parts.policies.get(), by: moverOf(doer), at: this.at() })
    this.parts.changed(stored.length)
    this.parts.nudge()
    return stored
  }

  /** 登记后台退款: counts at once. */
  async recordPortal(
    input: { orderId: string; amountMinor: number; currency: string; providerRefundNo: string; at: string; evidence: string },
    doer: Doer,
  ): Promise<Refund> {
    const at = this.at()
    if (input.at > at) throw new Fault('bridge.invalidInput', { fields: [{ path: 'at', code: 'payments.inTheFuture' }] })
    const { orderId, amountMinor, currency, providerRefundNo, evidence } = input
    const day = this.day(at)
    const stored = await this.parts.repository.recordPortal({
      id: this.parts.newId(),
      orderId,
      amountMinor,
      currency,
      providerRefundNo,
      evidence,
      completedAt: input.at,
      refundNo: foreignRefundNo(day),
      by: moverOf(doer),
      at,
      day,
    })
    return this.done(stored)
  }

  /** 待人工核实: what the portal says, with evidence. */
  async review(
    input: { id: string; outcome: 'refunded' | 'notRefunded'; providerRefundNo: string; evidence: string },
    doer: Doer,
  ): Promise<Refund> {
    const { id, outcome, providerRefundNo, evidence } = input
    const [by, at] = [moverOf(doer), this.at()]
    const review = { outcome, providerRefundNo, evidence, by: { id: by.id, name: by.name }, at }
    return this.done(await this.parts.repository.review({ id, review, by, at }))
  }

  /** The second person: the caller, or somebody else at this computer with name and own password. */
  async confirmReview(
    input: { id: string; agree: boolean; approver?: string | undefined; password?: string | undefined },
    doer: Doer,
  ): Promise<Refund> {
    const by = await this.decider(input, 'refunds.record', doer)
    return this.done(await this.parts.repository.confirmReview({ id: input.id, agree: input.agree, by, at: this.at() }))
  }

  async get(id: string): Promise<Refund> {
    return this.presentOne(await this.parts.repository.get(id))
  }

  async list(
    input: { filter: RefundFilter; limit: number; cursor?: string | undefined; count: boolean },
    doer: RefundDoer,
  ): Promise<{ rows: Refund[]; nextCursor?: string; hits: number; hitsCapped: boolean }> {
    const filter = this.#storeFilter(input.filter, doer)
    const { rows, hits, hitsCapped } = await this.parts.repository.page({
      filter,
      limit: input.limit,
      count: input.count,
      ...(input.cursor === undefined ? {} : { before: seqOf(input.cursor) }),
    })
    const last = rows.at(-1)
    const more = rows.length === input.limit && last !== undefined
    return { rows: await this.present(rows), ...(more ? { nextCursor: String(last.seq) } : {}), hits, hitsCapped }
  }

  policy(): RefundPolicy {
    return this.parts.policies.get()
  }

  /** @throws Fault `bridge.invalidInput` where a currency stands twice */
  async setPolicy(policy: RefundPolicy, doer: Doer): Promise<RefundPolicy> {
    const seen = new Set<string>()
    policy.limits.forEach(({ currency }, index) => {
      if (seen.has(currency)) throw new Fault('bridge.invalidInput', { fields: [{ path: `limits.${index}.currency`, code: 'payments.currencyTwice' }] })
      seen.add(currency)
    })
    return this.parts.policies.set(policy, doer.operatorName)
  }

  /** The order behind a number, for a quick refund. */
  async lookUp(number: string) {
    const orders = await this.parts.repository.ordersWithNumber({ number })
    return orders.map((order) => ({
      orderId: order.id,
      merchantNo: order.merchantNo,
      account: order.accountName,
      ordered: { minor: order.orderedMinor, currency: order.currency },
      ...(order.receivedMinor === null ? {} : { received: { minor: order.receivedMinor, currency: order.currency } }),
    }))
  }

  /** The caller, or whoever gives name and password at this computer. @throws Fault `session.forbidden` and of the password */
  async decider(
    input: { approver?: string | undefined; password?: string | undefined },
    permission: Permission,
    doer: Doer,
  ): Promise<Mover> {
    const { approver, password } = input
    if (approver !== undefined) return this.secondPerson({ approver, password: password ?? '' }, permission, doer)
    if (password !== undefined) await this.parts.operators.confirmPresence(doer.operatorId, password)
    return moverOf(doer)
  }

  async secondPerson(who: { approver: string; password: string }, permission: Permission, doer: Doer): Promise<Mover> {
    const { id, name, role } = await this.parts.operators.recognise(who.approver, who.password)
    if (!permissionsOf[role].includes(permission)) throw new Fault('session.forbidden', { params: { permission, role } })
    return { id, name, correlationId: doer.correlationId }
  }

  /** What every write of a request needs to know of the moment. */
  ground(traits: ProviderTraits, doer: Doer): Ground {
    const at = this.at()
    return { by: moverOf(doer), at, day: this.day(at), policy: this.parts.policies.get(), limits: limitsOf(traits) }
  }

  async present(stored: readonly StoredRefund[]): Promise<Refund[]> {
    const attempts = await this.parts.repository.attempts(stored.map(({ id }) => id))
    const byRefund = Map.groupBy(attempts, ({ refundId }) => refundId)
    return stored.map((refund) => presentRefund(refund, byRefund.get(refund.id) ?? []))
  }

  async done(stored: StoredRefund): Promise<Refund> {
    this.parts.changed(1)
    return this.presentOne(stored)
  }

  async presentOne(stored: StoredRefund): Promise<Refund> {
    return presentRefund(stored, await this.parts.repository.attempts([stored.id]))
  }

  /** Kinds whose number sent again is the same refund. */
  async idempotentKinds(): Promise<string[]> {
    const kinds = new Set((await this.parts.accounts.all()).map(({ kind }) => kind))
    return [...kinds].filter((kind) => this.parts.accounts.traits(kind).refundIdempotent)
  }

  at(): string {
    return this.parts.clock.instant()
  }

  day(at: string): string {
    return dayIn(at, this.parts.zone()) ?? at.slice(0, 10)
  }

  #storeFilter({ days, forMe, ...filter }: RefundFilter, doer: RefundDoer): StoreFilter {
    const may = (permission: Permission) => doer.permissions.includes(permission)
    const startOf = (day: string | undefined) => {
      const ms = day === undefined || !days ? undefined : startOfDayMs(day, days.zone)
      return ms === undefined ? undefined : msToInstant(ms)
    }
    return {
      ...filter,
      from: startOf(days?.fromDay),
      until: startOf(days?.toDay === undefined ? undefined : addDays(days.toDay, 1)),
      ...(forMe
        ? { forMe: { operatorId: doer.operatorId, approve: may('refunds.approve'), send: may('refunds.send'), record: may('refunds.record') } }
        : {}),
    }
  }
}

/** @throws Fault `bridge.invalidInput` where the provider wants a reason, or a shorter one */
export function assertReason({ refundReason }: ProviderTraits, reason: string): void {
  const issue = reasonIssue(refundReason, reason)
  if (issue) throw new Fault('bridge.invalidInput', { fields: [{ path: 'reason', ...issue }] })
}

export function reasonIssue(rule: { required: boolean; maxBytes: number }, reason: string): { code: string; params?: { maximum: string } } | undefined {
  if (rule.required && reason === '') return { code: 'required' }
  const bytes = Buffer.byteLength(reason)
  return bytes > rule.maxBytes ? { code: 'payments.tooManyBytes', params: { maximum: String(rule.maxBytes) } } : undefined
}

/** A number for what was not refunded by us: nobody sends it anywhere. */
export function foreignRefundNo(day: string): string {
  return newRefundNo(day, { pattern: 'R[0-9A-Z]+', maxLength: 24 }).replace(/^R/u, 'P')
}

function seqOf(cursor: string): number {
  const seq = Number(cursor)
  if (!Number.isSafeInteger(seq) || seq <= 0) throw new Fault('bridge.invalidInput', { fields: [{ path: 'cursor', code: 'invalid' }] })
  return seq
}
