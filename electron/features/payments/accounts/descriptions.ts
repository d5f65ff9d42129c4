import type { CommandInput, CommandOutput } from '@shared/contract'
import type { FieldError } from '@shared/contract/error'
import type { PaymentAccount } from '@shared/contract/payment-accounts'
import type { ProviderDescription, ProviderTraits } from '@shared/contract/payment-providers'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import { askingProblems, type ProviderCall, type ProviderTools, tryDescription } from '../../../upstream/payments'
import type { Doer } from '../ports'
import type { paymentAccountsRepository } from './repository'
import { type PaymentAccounts, program } from './service'
import { descriptionText, parseDescription } from './stored-description'

export interface DescriptionsParts {
  accounts: PaymentAccounts
  tools: ProviderTools
  repository: RepositoryClient<typeof paymentAccountsRepository>
  /** What is wrong with a description beyond its form; paths begin at the description. */
  check: (description: ProviderDescription, traits: ProviderTraits) => readonly FieldError[]
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
    doer: Doer = program,
  ): Promise<PaymentAccount> {
    const { accounts, repository, check } = this.#parts
    const account = await accounts.get(input.id)
    const shipped = this.#shipped(account)
    const issues = input.description ? [...check(input.description, accounts.traits(account.kind)), ...askingProblems(input.description, shipped)] : []
    if (issues.length > 0)
      throw new Fault('bridge.invalidInput', { fields: issues.map((issue) => ({ ...issue, path: `description.${issue.path}` })) })
    const history = await repository.descriptionHistory(input.id)
    const next = (history[0]?.version ?? 0) + 1
    const description = input.description ? descriptionText({ ...input.description, version: next }) : null
    const change = { id: input.id, version: input.version, description, note: input.note, by: doer.operatorName }
    return accounts.taken(await repository.putDescription(change))
  }

  /** The test bench: nothing is stored, and only what changes nothing is sent. */
  async try({ id, call: name, ...input }: CommandInput<'payments.descriptions.try'>, call: ProviderCall): Promise<CommandOutput<'payments.descriptions.try'>> {
    const { accounts, tools } = this.#parts
    // An account that is not complete can be described already.
    const account = await accounts.openIncomplete(id)
    this.#shipped(await accounts.get(id))
    return tryDescription({ ...input, name, account, provider: accounts.provider(account.kind), tools, call })
  }

  #shipped(account: PaymentAccount): ProviderDescription {
    const { description } = this.#parts.accounts.provider(account.kind)
    if (!description) throw new Fault('payments.notDescribed', { params: { name: account.name } })
    return description
  }
}
