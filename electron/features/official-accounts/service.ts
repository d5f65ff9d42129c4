import type { OfficialAccount, OfficialAccountFields } from '@shared/contract/official-accounts'
import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { Redactor } from '../../platform/log'
import type { RepositoryClient } from '../../platform/store/repository'
import { SealedSecrets, type Vault } from '../../platform/vault'
import { checkAccountFields, checkAccountSecret } from './fields'
import type { officialAccountsRepository } from './repository'

export interface OfficialAccountsOptions {
  repository: RepositoryClient<typeof officialAccountsRepository>
  clock: Clock
  vault: Pick<Vault, 'seal' | 'open'>
  redactor: Pick<Redactor, 'learn'>
  newId: () => string
  /** Told after every change. */
  changed: () => void
}

/** What changes things without a person: the example data and the take-over from practice. */
const program = 'MiniDesk'

interface Snapshot {
  accounts: readonly OfficialAccount[]
  byId: ReadonlyMap<string, OfficialAccount>
  byAppId: ReadonlyMap<string, OfficialAccount>
}

/** The official accounts (公众号) of one workspace. There are at most a few hundred; all of them are kept in memory. */
export class OfficialAccountsService {
  readonly #options: OfficialAccountsOptions
  readonly #secrets: SealedSecrets
  #snapshot: Promise<Snapshot> | undefined

  constructor(options: OfficialAccountsOptions) {
    this.#options = options
    this.#secrets = new SealedSecrets({
      ...options,
      rows: options.repository,
      purpose: 'officialAccounts.secret',
      missing: (name) => new Fault('officialAccounts.noSecret', { params: { name } }),
      unreadable: (name, cause) => new Fault('officialAccounts.secretUnreadable', { params: { name }, cause }),
    })
  }

  /** All accounts, archived ones too, from memory; not to be changed by the caller. */
  async all(): Promise<readonly OfficialAccount[]> {
    return (await this.#read()).accounts
  }

  /** An account by its AppID (`wx…`), from memory; archived ones too. */
  async byAppId(appId: string): Promise<OfficialAccount | undefined> {
    return (await this.#read()).byAppId.get(appId)
  }

  /** Those in use, by name; with `archived`, those put away as well, behind the others. */
  async list(archived: boolean): Promise<OfficialAccount[]> {
    const accounts = (await this.all()).filter((account) => archived || !account.archived)
    return accounts.sort((a, b) => Number(a.archived) - Number(b.archived) || byName.compare(a.name, b.name))
  }

  /** @throws Fault `officialAccounts.notFound` */
  async get(id: string): Promise<OfficialAccount> {
    const account = (await this.#read()).byId.get(id)
    if (!account) throw new Fault('officialAccounts.notFound')
    return account
  }

  /**
   * @throws Fault `bridge.invalidInput` with the fields; `officialAccounts.appIdTaken`, `officialAccounts.appIdIsApp`
   *   (params `name`, `appId`)
   */
  async create(fields: OfficialAccountFields, by = program): Promise<OfficialAccount> {
    const { repository, newId } = this.#options
    return this.#done(await repository.insert({ id: newId(), fields: usable(fields, ''), by }))
  }

  /**
   * @throws as {@link create}; Fault `officialAccounts.changedMeanwhile` (params `name`, `by`, `at`) when `rev` is not
   *   the present one; `officialAccounts.appIdTied` when a secret belongs to the AppID that would change
   */
  async update(id: string, rev: number, fields: OfficialAccountFields, by = program): Promise<OfficialAccount> {
    const usableFields = usable(fields, 'fields.')
    return this.#done(await this.#options.repository.update({ id, rev, fields: usableFields, by }))
  }

  async archive(id: string, archived: boolean, by = program): Promise<OfficialAccount> {
    return this.#done(await this.#options.repository.setArchived({ id, archived, by }))
  }

  /** @throws Fault `bridge.invalidInput` for what cannot be a secret, `officialAccounts.notFound`, `vault.locked` */
  async setSecret(id: string, secret: string): Promise<OfficialAccount> {
    const issues = checkAccountSecret(secret)
    if (issues.length > 0) throw new Fault('bridge.invalidInput', { fields: issues })
    return this.#done(await this.#options.repository.setSecret({ id, secret: this.#secrets.seal(id, secret) }))
  }

  async removeSecret(id: string): Promise<OfficialAccount> {
    return this.#done(await this.#options.repository.setSecret({ id }))
  }

  /**
   * What a call to WeChat needs. Notes the use of the secret, at most once a minute.
   * @param appId the AppID, `wx…`
   * @throws Fault `officialAccounts.notFound`, `officialAccounts.noSecret`, `officialAccounts.secretUnreadable`
   *   (params `name`), `vault.locked`
   */
  async credentials(appId: string): Promise<{ secret: string }> {
    const account = await this.byAppId(appId)
    if (!account) throw new Fault('officialAccounts.notFound')
    const { secret, noted } = await this.#secrets.use(account)
    if (noted) this.#forget()
    return { secret }
  }

  /** Always the stable interface: its tokens end no token that another program fetched (wechat-links-qr §1.2). */
  tokenMode(_appId: string): 'stable' {
    return 'stable'
  }

  /** After the vault was opened: from now on no log shows a stored secret. */
  learnSecrets(): Promise<void> {
    return this.#secrets.learnAll()
  }

  /** What 转为正式 takes over: accounts in use, without secrets. */
  async transferable(): Promise<OfficialAccountFields[]> {
    return (await this.all()).filter(({ archived }) => !archived).map(fieldsOf)
  }

  /** Creates them here; one whose AppID stands here already is left as it is. Says how many are new. */
  async adopt(accounts: readonly OfficialAccountFields[]): Promise<number> {
    const { repository, newId } = this.#options
    const rows = accounts.map((fields) => ({ id: newId(), fields: usable(fields, '') }))
    const adopted = await repository.adopt({ rows, by: program })
    this.#forget()
    return adopted
  }

  #read(): Promise<Snapshot> {
    if (this.#snapshot) return this.#snapshot
    const reading = this.#options.repository.all().then((accounts) => ({
      accounts,
      byId: new Map(accounts.map((account) => [account.id, account])),
      byAppId: new Map(accounts.map((account) => [account.appId, account])),
    }))
    this.#snapshot = reading
    reading.catch(() => {
      if (this.#snapshot === reading) this.#snapshot = undefined
    })
    return reading
  }

  #done(account: OfficialAccount): OfficialAccount {
    this.#forget()
    return account
  }

  /** After a write: what is in memory, or being read this moment, may be older than it. */
  #forget(): void {
    this.#snapshot = undefined
    this.#options.changed()
  }
}

const byName = new Intl.Collator('zh-CN', { numeric: true })

function fieldsOf(account: OfficialAccount): OfficialAccountFields {
  const { name, appId, originalId, type, company, verified, verifiedUntil, safeDomains } = account
  const until = verifiedUntil === undefined ? {} : { verifiedUntil }
  return { name, appId, originalId, type, company, verified, ...until, safeDomains }
}

/** The fields as they are stored. @throws Fault `bridge.invalidInput`; paths begin with `prefix` */
function usable(fields: OfficialAccountFields, prefix: string): OfficialAccountFields {
  const checked = checkAccountFields(fields)
  if (checked.issues.length === 0) return checked.fields
  throw new Fault('bridge.invalidInput', {
    fields: checked.issues.map((issue) => ({ ...issue, path: prefix + issue.path })),
  })
}
