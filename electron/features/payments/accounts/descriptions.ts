import type { CommandOutput } from '@shared/contract'
import type { FieldError } from '@shared/contract/error'
import type { accountCommands, PaymentAccount } from '@shared/contract/payment-accounts'
import type { ProviderDescription, ProviderTraits } from '@shared/contract/payment-providers'
import type { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { ProviderCall, TryInput, TryOutput } from '../../../upstream/payments'
import type { Doer } from '../ports'
import type { paymentAccountsRepository } from './repository'
import type { PaymentAccounts } from './service'
import { descriptionText, parseDescription } from './stored-description'

type TryCommand = z.output<typeof accountCommands['descriptions.try']['input']>

/** What reads and tries descriptions; no feature knows how. */
export interface DescriptionBench {
  /** What is wrong with a description beyond its form; paths begin at the description. */
  check: (description: ProviderDescription, traits: ProviderTraits) => readonly FieldError[]
  try: (input: Omit<TryInput, 'tools'>) => Promise<TryOutput>
}

export interface DescriptionsParts {
  accounts: PaymentAccounts
  repository: RepositoryClient<typeof paymentAccountsRepository>
  bench: DescriptionBench
}

/** Descriptions of partly known providers, by account: each saved one is a version that stays. */
export class Descriptions {
  readonly #parts: DescriptionsParts

  constructor(parts: DescriptionsParts) {
    this.#parts = parts
  }

  /** @throws Fault `payments.notDescribed` where the kind has none, `payments.accountNotFound` */
  async get(accountId: string): Promise<CommandOutput<'payments.descriptions.get'>> {
    const { accounts, repository } = this.#parts
    const account = await accounts.get(accountId)
    const shipped = this.#shipped(account)
    const saved = parseDescription((await repository.sealed(accountId)).description)
    return { current: saved ?? shipped, shipped, history: await repository.descriptionHistory(accountId) }
  }

  /**
   * @param input.version the account's `descriptionVersion` that was read
   * @throws Fault `bridge.invalidInput` with the fields, `payments.accountChangedMeanwhile`, `payments.notDescribed`
   */
  async save(
    input: { id: string; version: number; description?: ProviderDescription | undefined; note: string },
    doer: Doer,
  ): Promise<PaymentAccount> {
    const { accounts, repository, bench } = this.#parts
    const account = await accounts.get(input.id)
    this.#shipped(account)
    const issues = input.description ? bench.check(input.description, accounts.traits(account.kind)) : []
    if (issues.length > 0)
      throw new Fault('bridge.invalidInput', { fields: issues.map((issue) => ({ ...issue, path: `description.${issue.path}` })) })
    const history = await repository.descriptionHistory(input.id)
    const next = (history[0]?.version ?? 0) + 1
    const description = input.description ? descriptionText({ ...input.description, version: next }) : null
    const change = { id: input.id, version: input.version, description, note: input.note, by: doer.operatorName }
    return accounts.taken(await repository.putDescription(change))
  }

  /**
   * Builds a call with given values and reads an answer; sends it only where it changes nothing.
   * @throws Fault `payments.notDescribed`, and those of the bench
   */
  async try(input: TryCommand, call: ProviderCall): Promise<TryOutput> {
    const { accounts, bench } = this.#parts
    const account = await accounts.openIncomplete(input.id)
    const provider = accounts.provider(account.kind)
    this.#shipped({ kind: account.kind, name: account.name })
    const { call: name, description, values, answer, send } = input
    return bench.try({ provider, account, name, description, values, answer, send, call })
  }

  #shipped(account: Pick<PaymentAccount, 'kind' | 'name'>): ProviderDescription {
    const { description } = this.#parts.accounts.provider(account.kind)
    if (!description) throw new Fault('payments.notDescribed', { params: { name: account.name } })
    return description
  }
}
