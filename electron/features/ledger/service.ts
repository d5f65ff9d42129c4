import type {
  AccountFields,
  Company,
  CompanyFields,
  LedgerAccount,
  ListChanges,
  ListImport,
  Reminders,
} from '@shared/contract/ledger-values'
import type { FieldError } from '@shared/contract/error'
import { dayIn } from '@shared/domain/days'
import {
  type AccountKind,
  diffLists,
  type LedgerLimitValues,
  type ListedAccount,
  registrationGauge,
} from '@shared/domain/ledger'
import { checkAppId, checkOriginalId } from '@shared/domain/links'
import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { RepositoryClient } from '../../platform/store/repository'
import type { NewAccount } from './account-rows.repository'
import type { AccountImportItem } from './import-plan'
import { type AccountBook, bookOf, freshRows, type KnownAccount } from './known-accounts'
import { listedOf, readStoredList } from './listed'
import { expiryOf } from './reminders'
import type { ImportOutcome, ledgerRepository, StoredCompany } from './repository'

export interface LedgerOptions {
  repository: RepositoryClient<typeof ledgerRepository>
  clock: Clock
  newId: () => string
  /** What MiniDesk works with; each feature that has accounts gives its own. */
  known: readonly (() => Promise<KnownAccount[]>)[]
  limits: () => LedgerLimitValues
  changed: () => void
}

/** Allowances are of calendar months in Beijing, and days are written there. */
export const ledgerZone = 'Asia/Shanghai'
const program = 'MiniDesk'

/** Companies and their accounts of one workspace, in the ledger and in MiniDesk (A25, S18). */
export class LedgerService {
  readonly #options: LedgerOptions
  readonly #repository: LedgerOptions['repository']

  constructor(options: LedgerOptions) {
    this.#options = options
    this.#repository = options.repository
  }

  /** Today in Beijing. */
  today(): string {
    const day = dayIn(this.#options.clock.instant(), ledgerZone)
    if (day === undefined) throw new Fault('internal')
    return day
  }

  limits(): LedgerLimitValues {
    return this.#options.limits()
  }

  /** All accounts with those that MiniDesk works with. */
  async book(): Promise<AccountBook> {
    const [rows, ...known] = await Promise.all([
      this.#repository.accounts(),
      ...this.#options.known.map((source) => source()),
    ])
    return bookOf(rows, known.flat(), this.today())
  }

  companyRows(): Promise<StoredCompany[]> {
    return this.#repository.companies()
  }

  async companies(): Promise<Company[]> {
    const [rows, book] = await Promise.all([this.#repository.companies(), this.book()])
    return rows.map((row) => this.#company(row, book))
  }

  /** @throws Fault `ledger.companyNameTaken` (params `name`) */
  async createCompany(fields: CompanyFields, by = program): Promise<Company> {
    const row = await this.#repository.insertCompany({ id: this.#options.newId(), fields, by })
    return this.#told(this.#company(row, await this.book()))
  }

  /** @throws as {@link createCompany}; Fault `ledger.changedMeanwhile` (params `name`, `by`) */
  async updateCompany(id: string, rev: number, fields: CompanyFields, by: string): Promise<Company> {
    const row = await this.#repository.updateCompany({ id, rev, fields, by })
    return this.#told(this.#company(row, await this.book()))
  }

  /** @throws Fault `ledger.companyInUse` (params `name`, `count`) */
  async removeCompany(id: string): Promise<void> {
    await this.#repository.removeCompany({ id })
    this.#options.changed()
  }

  /** @throws Fault `bridge.invalidInput` with the fields; `ledger.idTaken` (params `name`) */
  async createAccount(fields: AccountFields, by = program): Promise<LedgerAccount> {
    const usable = usableFields(fields, '')
    const holder = (await this.book()).all.find(({ appId, rev }) => rev === 0 && appId !== '' && appId === usable.appId)
    if (holder)
      throw new Fault('ledger.idTaken', {
        params: { name: holder.name },
        fields: [{ path: 'appId', code: 'ledger.idTaken', params: { name: holder.name } }],
      })
    const id = this.#options.newId()
    await this.#repository.insertAccount({ id, fields: usable, by })
    return this.#told(await this.#account(id))
  }

  /**
   * Of an account that MiniDesk works with kind, name and ids stay as they are there.
   * @throws as {@link createAccount}; Fault `ledger.changedMeanwhile`
   */
  async updateAccount(id: string, rev: number, fields: AccountFields, by: string): Promise<LedgerAccount> {
    const book = await this.book()
    const known = book.byId.get(id)
    if (!known) throw new Fault('ledger.accountNotFound')
    const { kind, name, appId, originalId } = known
    // A mini game is a mini program there; which of the two it is, the ledger alone knows.
    const kindHere = isAppKind(kind) && isAppKind(fields.kind) ? fields.kind : kind
    const own = known.inMiniDesk ? { ...fields, kind: kindHere, name, appId, originalId } : fields
    const input = { id, rev, fields: usableFields(own, 'fields.'), fresh: freshRows(book, [id]), by }
    await this.#repository.updateAccount(input)
    return this.#told(await this.#account(id))
  }

  async assign(ids: string[], companyId: string | undefined, by = program): Promise<LedgerAccount[]> {
    const book = await this.book()
    await this.#repository.assign({ ids, companyId, fresh: freshRows(book, ids), by })
    const after = await this.book()
    return this.#told(ids.flatMap((id) => after.byId.get(id) ?? []))
  }

  /** @throws Fault `ledger.accountBound` (params `name`, `count`), `ledger.inMiniDesk` (params `name`) */
  async removeAccount(id: string): Promise<void> {
    const account = (await this.book()).byId.get(id)
    if (account?.inMiniDesk) throw new Fault('ledger.inMiniDesk', { params: { name: account.name } })
    await this.#repository.removeAccount({ id })
    this.#options.changed()
  }

  /** What a list differs in from the one before it, and what the ledger has beyond it. */
  async changes(companyId: string, kind: AccountKind, listed: readonly ListedAccount[]): Promise<ListChanges> {
    const [last, book] = await Promise.all([this.#repository.lastList({ companyId, kind }), this.book()])
    const here = book.all.filter(
      (account) => account.companyId === companyId && account.state !== 'cancelled' && sameList(account.kind, kind),
    )
    const beyond = new Set(diffLists(here.map(listedOf), listed).gone.map(({ name, appId }) => `${appId} ${name}`))
    const before = last ? readStoredList(last.list) : undefined
    return {
      ...(before && last
        ? { previousAt: last.importedAt, previousName: last.fileName, ...diffLists(before, listed) }
        : { fresh: [], gone: [], changed: [] }),
      notListed: here
        .filter(({ appId, name }) => beyond.has(`${appId} ${name}`))
        .map(({ id, name, appId }) => ({ id, name, appId })),
    }
  }

  /** Writes a chunk of a list in one transaction; the outcomes are in the order of the items. */
  async importAccounts(items: readonly AccountImportItem[], by: string): Promise<ImportOutcome[]> {
    const rows = items.map(({ known, fields }) => ({
      id: known?.id ?? this.#options.newId(),
      ...(known ? { rev: known.rev } : {}),
      fields,
    }))
    const outcomes = await this.#repository.importAccounts({ rows, by })
    return this.#told(outcomes)
  }

  /** Keeps a list after its rows were written. */
  async keepList(list: {
    companyId: string
    kind: AccountKind
    fileName: string
    listed: ListedAccount[]
    changes: ListChanges
    markMissing: boolean
    by: string
  }): Promise<void> {
    const { companyId, kind, fileName, listed, changes, by } = list
    const { fresh, gone, changed, notListed } = changes
    const missing = list.markMissing ? notListed.map(({ id }) => id) : []
    const record = {
      id: this.#options.newId(),
      companyId,
      kind,
      fileName,
      list: listed,
      rows: listed.length,
      // Of a first list everything is new.
      fresh: changes.previousAt === undefined ? listed.length : fresh.length,
      gone: gone.length,
      changed: changed.length,
      importedBy: by,
    }
    await this.#repository.keepList({ record, missing, fresh: freshRows(await this.book(), missing), by })
    this.#options.changed()
  }

  imports(companyId: string | undefined): Promise<ListImport[]> {
    return this.#repository.imports({ companyId })
  }

  /** What needs a hand: certifications that end soon, companies that are nearly full. */
  async reminders(): Promise<Reminders> {
    const [companies, book] = await Promise.all([this.companies(), this.book()])
    const names = new Map(companies.map(({ id, name }) => [id, name]))
    const today = this.today()
    return {
      expiring: book.all
        .flatMap((account) => {
          const daysLeft = expiryOf(account, today)
          if (daysLeft === undefined) return []
          const companyName = names.get(account.companyId ?? '') ?? ''
          const { id: accountId, name, kind, administrator, certifiedUntil: until } = account
          return [{ accountId, name, kind, companyName, administrator, until, daysLeft }]
        })
        .sort((a, b) => a.daysLeft - b.daysLeft || collator.compare(a.name, b.name)),
      nearLimit: companies
        .filter(({ gauge }) => gauge.tone !== 'room')
        .map(({ id, name, gauge: { used, limit } }) => ({ companyId: id, name, used, limit })),
    }
  }

  /** What 转为正式 takes over: companies and what the ledger says about accounts. */
  async transferable(): Promise<TransferableLedger> {
    const [companies, accounts] = await Promise.all([this.#repository.companies(), this.#repository.accounts()])
    return {
      companies: companies.map(({ id, name, entityType, region, group, note }) => ({
        id,
        fields: { name, entityType, region, group, note },
      })),
      accounts: accounts.map(({ id, rev: _rev, updatedAt: _at, updatedBy: _by, ...fields }) => ({ id, fields })),
    }
  }

  /** Takes them over under new ids and answers old id → new id of the accounts, and how many companies came. */
  async adopt({ companies, accounts }: TransferableLedger): Promise<{ accountIds: Map<string, string>; companies: number }> {
    const companyIds = new Map(companies.map(({ id }) => [id, this.#options.newId()]))
    const accountIds = new Map(accounts.map(({ id }) => [id, this.#options.newId()]))
    const adopted = await this.#repository.adopt({
      companies: companies.map(({ id, fields }) => ({ id: companyIds.get(id) ?? id, fields })),
      accounts: accounts.map(({ id, fields: { companyId, ...own } }) => {
        const company = companyId === undefined ? undefined : companyIds.get(companyId)
        return { id: accountIds.get(id) ?? id, fields: { ...own, ...(company === undefined ? {} : { companyId: company }) } }
      }),
      by: program,
    })
    this.#options.changed()
    const here = new Set(adopted.accounts)
    return {
      accountIds: new Map([...accountIds].filter(([, id]) => here.has(id))),
      companies: adopted.companies.length,
    }
  }

  async #account(id: string): Promise<LedgerAccount> {
    const account = (await this.book()).byId.get(id)
    if (!account) throw new Fault('ledger.accountNotFound')
    return account
  }

  #company({ updatedBy: _by, ...row }: StoredCompany, book: AccountBook): Company {
    const accounts = book.all.filter(({ companyId }) => companyId === row.id)
    const today = this.today()
    return {
      ...row,
      gauge: registrationGauge(row.entityType, accounts, this.limits()),
      otherAccounts: accounts.filter(({ kind, state }) => !isAppKind(kind) && state !== 'cancelled').length,
      expiring: accounts.filter((account) => expiryOf(account, today) !== undefined).length,
    }
  }

  #told<T>(value: T): T {
    this.#options.changed()
    return value
  }
}

export interface TransferableLedger {
  companies: { id: string; fields: CompanyFields }[]
  accounts: NewAccount[]
}

const collator = new Intl.Collator('zh-CN', { numeric: true })
const isAppKind = (kind: AccountKind) => kind === 'miniProgram' || kind === 'miniGame'
/** Mini games stand in the same list as mini programs. */
const sameList = (a: AccountKind, b: AccountKind) => a === b || (isAppKind(a) && isAppKind(b))

/** The fields as they are stored. @throws Fault `bridge.invalidInput`; paths begin with `prefix` */
function usableFields(fields: AccountFields, prefix: string): AccountFields {
  const issues: FieldError[] = []
  const checked = { ...fields }
  if (fields.appId !== '') {
    const appId = checkAppId(fields.appId)
    if (appId.ok) checked.appId = appId.id
    else issues.push({ path: `${prefix}appId`, code: `apps.${appId.issue.code}`, params: appId.issue.params })
  }
  if (fields.originalId !== '') {
    const originalId = checkOriginalId(fields.originalId)
    if (originalId.ok) checked.originalId = originalId.id
    else issues.push({ path: `${prefix}originalId`, code: `apps.${originalId.issue.code}`, params: originalId.issue.params })
  }
  if (fields.certifiedOn !== '' && fields.certifiedUntil !== '' && fields.certifiedUntil < fields.certifiedOn)
    issues.push({ path: `${prefix}certifiedUntil`, code: 'rangeReversed' })
  if (issues.length > 0) throw new Fault('bridge.invalidInput', { fields: issues })
  return checked
}
