import type { AccountFields, PaymentAccount } from '@shared/contract/payment-accounts'
import type { AccountField, ProviderTraits } from '@shared/contract/payment-providers'
import type { Clock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { OpenAccount, PaymentProvider, ProviderClient, ProviderTools } from '../../../upstream/payments'
import type { AccountsPort, Doer } from '../ports'
import { checkAccountFields, checkSecretText } from './fields'
import { AccountKeys } from './keys'
import { atField, usablePrivateKey } from './key-material'
import { assertComplete, missingOf } from './missing'
import type { paymentAccountsRepository, StoredAccount } from './repository'
import { AccountSecrets, type AccountSecretsParts } from './secrets'
import { type OpenDescription, parseDescription } from './stored-description'

export interface PaymentAccountsParts extends AccountSecretsParts {
  repository: RepositoryClient<typeof paymentAccountsRepository>
  clock: Clock
  newId: () => string
  /** Every provider kind; in the program those of the registry. */
  providers: readonly PaymentProvider[]
  tools: ProviderTools
  /** In practice notifications come to this program itself, wherever an account sends them otherwise. */
  notifyUrl?: ((account: { id: string; kind: string }) => Promise<string>) | undefined
  changed: () => void
}

/** What changes things without a person: the example data and the take-over from practice. */
export const program: Doer = { operatorId: '', operatorName: 'MiniDesk', correlationId: '' }

/** What 转为正式 takes over: accounts in use with their description, without keys and secrets. */
export interface TransferableAccount {
  sourceId: string
  fields: AccountFields
  description: string | null
}

const noteUseEveryMs = 60_000

/** The payment accounts of one workspace. There are at most a few hundred; all of them are kept in memory. */
export class PaymentAccounts implements AccountsPort {
  readonly keys: AccountKeys
  readonly #parts: PaymentAccountsParts
  readonly #secrets: AccountSecrets
  readonly #providers: ReadonlyMap<string, PaymentProvider>
  readonly #clients = new Map<string, ProviderClient>()
  #snapshot: Promise<readonly PaymentAccount[]> | undefined

  constructor(parts: PaymentAccountsParts) {
    this.#parts = parts
    this.#secrets = new AccountSecrets(parts)
    this.#providers = new Map(parts.providers.map((provider) => [provider.kind, provider]))
    this.keys = new AccountKeys({
      ...parts,
      secrets: this.#secrets,
      get: (id) => this.get(id),
      traits: (kind) => this.traits(kind),
      client: (kind) => this.client(kind),
      assemble: (account) => this.#assemble(account),
      done: (stored) => this.#done(stored),
      noted: () => this.forget(),
    })
  }

  kinds(): ProviderTraits[] {
    return [...this.#providers.values()].map(({ traits }) => traits)
  }

  /** From memory, archived ones too; not to be changed by the caller. */
  async all(): Promise<PaymentAccount[]> {
    return [...(await this.#read())]
  }

  /** Those in use, by name; with `archived`, those put away as well, behind the others. */
  async list(archived: boolean): Promise<PaymentAccount[]> {
    const accounts = (await this.all()).filter((account) => archived || !account.archived)
    return accounts.sort((a, b) => Number(a.archived) - Number(b.archived) || byName.compare(a.name, b.name))
  }

  async get(accountId: string): Promise<PaymentAccount> {
    const account = (await this.#read()).find(({ id }) => id === accountId)
    if (!account) throw new Fault('payments.accountNotFound')
    return account
  }

  traits(kind: string): ProviderTraits {
    return this.provider(kind).traits
  }

  /** @throws Fault `payments.unknownKind` (params `kind`) */
  provider(kind: string): PaymentProvider {
    const provider = this.#providers.get(kind)
    if (!provider) throw new Fault('payments.unknownKind', { params: { kind } })
    return provider
  }

  client(kind: string): ProviderClient {
    const known = this.#clients.get(kind)
    if (known) return known
    const client = this.provider(kind).connect(this.#parts.tools)
    this.#clients.set(kind, client)
    return client
  }

  async open(accountId: string): Promise<OpenAccount> {
    const account = await this.get(accountId)
    assertComplete(account)
    await this.keys.ensureVerifiable(account)
    const opened = await this.#assemble(account)
    await this.#noteUse(account)
    return opened
  }

  /** The account as its client wants it, whether or not something is missing. */
  async openIncomplete(accountId: string): Promise<OpenAccount> {
    return this.#assemble(await this.get(accountId))
  }

  keyUsed(accountId: string, serial: string): Promise<void> {
    return this.keys.used(accountId, serial)
  }

  /** @throws Fault `bridge.invalidInput` with the fields; `payments.unknownKind`, `payments.accountNameTaken` */
  async create(fields: AccountFields, doer: Doer = program): Promise<PaymentAccount> {
    this.#check(fields, '')
    const { repository, newId } = this.#parts
    return this.#done(await repository.insert({ id: newId(), nameKey: keyOf(fields.name), fields, by: doer.operatorName }))
  }

  /** @throws as {@link create}; Fault `payments.accountChangedMeanwhile` (params `name`, `by`, `at`) when `rev` is old */
  async update(input: { id: string; rev: number; fields: AccountFields }, doer: Doer): Promise<PaymentAccount> {
    const { id, rev, fields } = input
    const before = await this.get(id)
    // Its orders and secrets are of the kind that it was made with.
    if (before.kind !== fields.kind) throw new Fault('bridge.invalidInput', { fields: [{ path: 'fields.kind', code: 'payments.kindFixed' }] })
    this.#check(fields, 'fields.')
    const { operatorId, operatorName, correlationId } = doer
    const change = { operatorId, operatorName, correlationId }
    return this.#done(await this.#parts.repository.update({ id, rev, nameKey: keyOf(fields.name), fields, change }))
  }

  async archive(id: string, archived: boolean, doer: Doer): Promise<PaymentAccount> {
    return this.#done(await this.#parts.repository.setArchived({ id, archived, by: doer.operatorName }))
  }

  /** @throws Fault `bridge.invalidInput` for a name that the kind does not have or a value that cannot be one; `vault.locked` */
  async setSecret(id: string, name: string, text: string): Promise<PaymentAccount> {
    const account = await this.get(id)
    const field = this.#secretField(account.kind, name)
    const { secret, shown } = usableSecret(field, text.trim())
    return this.#done(await this.#parts.repository.putSecret({ id, name, secret: this.#secrets.seal(id, name, secret, shown) }))
  }

  async removeSecret(id: string, name: string): Promise<PaymentAccount> {
    await this.get(id)
    return this.#done(await this.#parts.repository.putSecret({ id, name }))
  }

  /** After the vault was opened: from now on no log shows a stored secret. What cannot be opened is told when it is used. */
  async learnSecrets(): Promise<void> {
    for (const account of await this.#read())
      await this.#assemble(account).catch((cause: unknown) => {
        if (!(cause instanceof Fault) || (cause.code !== 'payments.secretUnreadable' && cause.code !== 'payments.unknownKind')) throw cause
      })
  }

  /** Drops what is kept in memory; the next question reads again. */
  forget(): void {
    this.#snapshot = undefined
  }

  /** The stored account as screens see it. */
  taken(stored: StoredAccount): PaymentAccount {
    return this.#done(stored)
  }

  async transferable(): Promise<TransferableAccount[]> {
    const accounts = (await this.all()).filter(({ archived }) => !archived)
    return Promise.all(
      accounts.map(async (account) => ({
        sourceId: account.id,
        fields: fieldsOf(account),
        description: (await this.#parts.repository.sealed(account.id)).description,
      })),
    )
  }

  /** Creates them here; one whose name stands here already is left as it is. Answers old id → new id, and how many are new. */
  async adopt(
    accounts: readonly TransferableAccount[],
    placeIds: ReadonlyMap<string, string>,
    note: string,
  ): Promise<{ ids: Map<string, string>; made: number }> {
    const rows = accounts.map(({ fields: { placeId, ...fields }, description }) => {
      const place = placeId === undefined ? undefined : placeIds.get(placeId)
      return {
        id: this.#parts.newId(),
        nameKey: keyOf(fields.name),
        fields: { ...fields, ...(place === undefined ? {} : { placeId: place }) },
        description,
      }
    })
    const { ids, made } = await this.#parts.repository.adopt({ rows, note, by: program.operatorName })
    this.forget()
    this.#parts.changed()
    return { ids: new Map(accounts.map(({ sourceId }, index) => [sourceId, ids[index] ?? ''])), made }
  }

  #check(fields: AccountFields, prefix: string): void {
    const { traits, hosts } = this.provider(fields.kind)
    const issues = checkAccountFields(fields, { traits, hosts })
    if (issues.length > 0)
      throw new Fault('bridge.invalidInput', { fields: issues.map((issue) => ({ ...issue, path: prefix + issue.path })) })
  }

  #secretField(kind: string, name: string): AccountField {
    const field = this.traits(kind).fields.find((one) => one.secret && one.name === name)
    if (!field) throw new Fault('bridge.invalidInput', { fields: [{ path: 'name', code: 'payments.fieldUnknown', params: { name } }] })
    return field
  }

  async #assemble(account: PaymentAccount): Promise<OpenAccount> {
    const provider = this.provider(account.kind)
    const sealed = await this.#parts.repository.sealed(account.id)
    const secrets = sealed.secrets.map(({ name, sealed: text }) => [name, this.#secrets.open(account.id, name, text)] as const)
    const description: OpenDescription = parseDescription(sealed.description) ?? provider.description
    return {
      id: account.id,
      kind: account.kind,
      name: account.name,
      values: withInitial(provider.traits, account.values),
      secrets: Object.fromEntries(secrets),
      keys: sealed.keys.map((key) => this.keys.open(account.id, key)),
      ...(description ? { description } : {}),
      notifyUrl: (await this.#parts.notifyUrl?.(account)) ?? account.notifyUrl,
      refundCurrency: account.refundCurrency,
    }
  }

  /** The call matters more than the note: a full disk must not stop it here. */
  async #noteUse(account: PaymentAccount): Promise<void> {
    const now = this.#parts.clock.now().getTime()
    const isFresh = (at: string | undefined) => at !== undefined && Math.abs(now - Date.parse(at)) < noteUseEveryMs
    if (account.secrets.every(({ lastUsedAt }) => isFresh(lastUsedAt))) return
    const use = { id: account.id, at: this.#parts.clock.instant(), since: new Date(now - noteUseEveryMs).toISOString() }
    const noted = await this.#parts.repository.secretsUsed(use).catch(() => false)
    if (noted) this.forget()
  }

  #read(): Promise<readonly PaymentAccount[]> {
    if (this.#snapshot) return this.#snapshot
    const reading = this.#parts.repository.all().then((rows) => rows.map((row) => this.#shown(row)))
    this.#snapshot = reading
    reading.catch(() => {
      if (this.#snapshot === reading) this.#snapshot = undefined
    })
    return reading
  }

  #done(stored: StoredAccount): PaymentAccount {
    this.forget()
    this.#parts.changed()
    return this.#shown(stored)
  }

  #shown({ descriptionCount: _count, descriptionVersion, updatedBy: _by, ...row }: StoredAccount): PaymentAccount {
    // A kind that a later version knew: shown, but nothing can be done with it.
    const provider = this.#providers.get(row.kind)
    return {
      ...row,
      missing: provider ? missingOf(row, provider.traits, this.#parts.clock.instant()) : ['kind'],
      ...(provider?.description ? { descriptionVersion } : {}),
    }
  }
}

const byName = new Intl.Collator('zh-CN', { numeric: true })
const keyOf = (name: string) => name.normalize('NFKC').replaceAll(/\s+/gu, ' ').trim().toLowerCase()

function fieldsOf({ kind, name, values, currencies, refundCurrency, notifyUrl, placeId }: PaymentAccount): AccountFields {
  return { kind, name, values, currencies, refundCurrency, notifyUrl, ...(placeId === undefined ? {} : { placeId }) }
}

/** Fields that a later version added have their first value. */
function withInitial({ fields }: ProviderTraits, values: Readonly<Record<string, string>>): Record<string, string> {
  const initial = fields.filter(({ secret, initial: text }) => !secret && text !== '').map(({ name, initial: text }) => [name, text] as const)
  const given = Object.entries(values).filter(([, value]) => value !== '')
  return { ...Object.fromEntries(initial), ...Object.fromEntries(given) }
}

const apiV3KeyBytes = 32

function usableSecret(field: AccountField, text: string): { secret: string; shown?: string } {
  const refuse = (code: string, params?: Record<string, string>) =>
    new Fault('bridge.invalidInput', { fields: [{ path: 'secret', code, ...(params ? { params } : {}) }] })
  if (field.input === 'pem') {
    const { pem, end } = atField('secret', () => usablePrivateKey(text))
    return { secret: pem, shown: end }
  }
  if (field.name === 'apiV3Key' && Buffer.byteLength(text) !== apiV3KeyBytes)
    throw refuse('payments.apiV3KeyLength', { bytes: String(Buffer.byteLength(text)) })
  const issue = checkSecretText(field, text)
  if (issue) throw new Fault('bridge.invalidInput', { fields: [{ path: 'secret', ...issue }] })
  return { secret: text }
}
