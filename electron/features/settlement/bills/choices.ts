import type { BillChoice } from '@shared/contract/settlement-bills'
import type { PaymentAccount } from '@shared/contract/payment-accounts'
import { addMonths, beijingDay } from '@shared/domain/beijing-time'
import { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import { type OfferedBill, providerOf } from '../../../upstream/payments'
import type { BillsParts } from './parts'

const Stored = z.record(z.string(), z.object({ wanted: z.array(z.string()), automatic: z.boolean(), fromDay: z.iso.date() }))
type StoredChoice = z.infer<typeof Stored>[string]

const settingKey = 'bills.choices'

/** What the interface of an account's kind gives; empty where it has none. */
export function offeredBy({ kind, values }: Pick<PaymentAccount, 'kind' | 'values'>): readonly OfferedBill[] {
  return providerOf(kind)?.bills?.typesOf(values) ?? []
}

/** A bill that is wanted, with what is known about fetching it. */
export interface WantedBill {
  account: PaymentAccount
  type: string
  /** Undefined: no interface gives it. */
  offered: OfferedBill | undefined
  automatic: boolean
  fromDay: string
}

/** Which bills of each account are wanted. Until somebody chooses, the usual ones from the month before on. */
export class BillChoices {
  readonly #parts: BillsParts

  constructor(parts: BillsParts) {
    this.#parts = parts
  }

  async list(): Promise<BillChoice[]> {
    const stored = this.#stored()
    return (await this.#accounts()).map((account) => {
      const { wanted, automatic, fromDay } = this.#choiceOf(account, stored)
      return { accountId: account.id, account: account.name, kind: account.kind, offered: offeredBy(account).map(({ type }) => type), wanted, automatic, fromDay }
    })
  }

  async wanted(): Promise<WantedBill[]> {
    const stored = this.#stored()
    return (await this.#accounts()).flatMap((account) => {
      const offered = offeredBy(account)
      const { wanted, automatic, fromDay } = this.#choiceOf(account, stored)
      return wanted.map((type) => ({ account, type, offered: offered.find((one) => one.type === type), automatic, fromDay }))
    })
  }

  /** @throws Fault `payments.accountNotFound`, `bills.typeUnknown` */
  async choose(input: { accountId: string; wanted: string[]; automatic: boolean; fromDay: string }, by: string): Promise<BillChoice[]> {
    const account = await this.#parts.paymentAccounts.get(input.accountId)
    const offered = offeredBy(account)
    const { wanted, automatic, fromDay } = input
    // What no interface gives may still be dropped by hand, under the names that files have.
    const strange = offered.length === 0 ? undefined : wanted.find((type) => !offered.some((one) => one.type === type))
    if (strange !== undefined) throw new Fault('bills.typeUnknown', { params: { type: strange } })
    await this.#parts.settings.setValue(settingKey, { ...this.#stored(), [account.id]: { wanted: [...new Set(wanted)], automatic, fromDay } }, by)
    this.#parts.changed.bills()
    return this.list()
  }

  /** Keeps from when on the bills of accounts are expected that nobody chose for, so that the day does not move along. */
  async settle(): Promise<void> {
    const stored = this.#stored()
    const fresh = (await this.#accounts()).filter(({ id }) => stored[id] === undefined)
    if (fresh.length === 0) return
    const added = Object.fromEntries(fresh.map((account) => [account.id, this.#choiceOf(account, stored)]))
    await this.#parts.settings.setValue(settingKey, { ...stored, ...added }, '')
  }

  async #accounts(): Promise<PaymentAccount[]> {
    return (await this.#parts.paymentAccounts.all()).filter(({ archived }) => !archived)
  }

  #stored(): Record<string, StoredChoice> {
    return this.#parts.settings.value(settingKey, Stored) ?? {}
  }

  #choiceOf(account: PaymentAccount, stored: Record<string, StoredChoice>): StoredChoice {
    const chosen = stored[account.id]
    if (chosen) return chosen
    const offered = offeredBy(account)
    const usual = [offered[0], offered.find(({ type }) => type === 'fundBasic')].flatMap((one) => one?.type ?? [])
    const month = beijingDay(this.#parts.clock.now().getTime()).slice(0, 7)
    // In practice the stand-ins start when somebody asks for something.
    return { wanted: usual, automatic: usual.length > 0 && !this.#parts.isPractice, fromDay: `${addMonths(month, -1)}-01` }
  }
}
