import type { MessageParams } from '@shared/contract/error'
import type { AccountFields, LedgerAccount } from '@shared/contract/ledger-values'
import { comparableHeader } from '@shared/domain/cells/headers'
import { isDay } from '@shared/domain/days'
import type { AccountKind, AccountState, ListedAccount } from '@shared/domain/ledger'
import { checkAppId, checkOriginalId } from '@shared/domain/links'
import type { ImportIssue, ImportLine, PlannedRow } from '../apps'
import { type AccountColumn, stateWords } from './field-synonyms'
import { fieldsOf } from './known-accounts'

/** What a row of a list wants. `known` is the account that it speaks of. */
export interface AccountImportItem {
  known?: { id: string; rev: number }
  fields: AccountFields
}

export interface AccountImportGround {
  accounts: readonly LedgerAccount[]
  companyId: string
  companyNames: ReadonlyMap<string, string>
  kind: AccountKind
}

export interface ReadList {
  planned: PlannedRow<AccountImportItem>[]
  /** Every row that names an account, also one that is refused for another cell: it stands on the list. */
  listed: ListedAccount[]
}

/**
 * Decides for each row of a company's list what it would do. An account is found by its AppID, else its original id,
 * else its name among this company's and those under none; an empty cell leaves things as they are. Nothing is written.
 */
export function planAccounts(lines: readonly ImportLine[], ground: AccountImportGround): ReadList {
  const finder = new AccountFinder(ground)
  const first = new Map<string, number>()
  const listed: ListedAccount[] = []
  const planned = lines.map((line) => {
    const wanted = readLine(line)
    const repeated = repeatedOf(wanted.entry, line.line, first)
    if (wanted.entry.name !== '' && !repeated) listed.push(wanted.entry)
    return planRow(line, wanted, repeated, finder.find(wanted.entry), ground)
  })
  return { planned, listed }
}

interface Wanted {
  entry: ListedAccount
  issues: ImportIssue[]
}

/** The cells of a row, checked for form; what is wrong is left empty and told. */
function readLine(line: ImportLine): Wanted {
  const issues: ImportIssue[] = []
  const cell = (column: AccountColumn) => line.cells.get(column) ?? ''
  const text = (column: AccountColumn, maximum: number): string => {
    const value = cell(column)
    if (value.length > maximum) issues.push(issue(column, 'tooLong', { maximum }))
    // eslint-disable-next-line no-control-regex -- control characters are what is refused
    else if (/[\u0000-\u001f\u007f]/u.test(value)) issues.push(issue(column, 'invalid'))
    else return value
    return ''
  }
  const day = (column: 'certifiedOn' | 'certifiedUntil'): string => {
    const found = dayOf(cell(column))
    if (found === undefined) issues.push(issue(column, 'ledger.dayForm', { text: cell(column).slice(0, 40) }))
    return found ?? ''
  }
  const id = (column: 'appId' | 'originalId'): string => {
    if (cell(column) === '') return ''
    const checked = column === 'appId' ? checkAppId(cell(column).toLowerCase()) : checkOriginalId(cell(column))
    if (checked.ok) return checked.id
    issues.push(issue(column, `apps.${checked.issue.code}`, checked.issue.params))
    return ''
  }
  const state = cell('state') === '' ? '' : (stateByWord.get(comparableHeader(cell('state'))) ?? '')
  if (cell('state') !== '' && state === '')
    issues.push(issue('state', 'ledger.stateUnknown', { text: cell('state').slice(0, 40) }))
  const entry = {
    name: text('name', 100),
    appId: id('appId'),
    originalId: id('originalId'),
    administrator: text('administrator', 60),
    certifiedOn: day('certifiedOn'),
    certifiedUntil: day('certifiedUntil'),
    state,
  }
  if (cell('name') === '') issues.push(issue('name', 'required'))
  return { entry, issues }
}

/** The line where the same account stands already; the ids of a new one are noted. */
function repeatedOf(entry: ListedAccount, line: number, first: Map<string, number>): ImportIssue | undefined {
  const bare = entry.appId === '' && entry.originalId === ''
  const keys: [AccountColumn, string][] = [
    ['appId', entry.appId],
    ['originalId', entry.originalId],
    // Two of a name are two accounts where each has an id of its own.
    ...(bare ? ([['name', entry.name]] as [AccountColumn, string][]) : []),
  ]
  for (const [column, value] of keys) {
    const known = value === '' ? undefined : first.get(`${column} ${value}`)
    if (known !== undefined) return issue(column, 'ledger.rowRepeated', { line: known })
  }
  for (const [column, value] of keys) if (value !== '') first.set(`${column} ${value}`, line)
  return undefined
}

function planRow(
  line: ImportLine,
  { entry, issues: formIssues }: Wanted,
  repeated: ImportIssue | undefined,
  known: LedgerAccount | undefined,
  ground: AccountImportGround,
): PlannedRow<AccountImportItem> {
  const issues = repeated ? [repeated, ...formIssues] : [...formIssues]
  if (known?.companyId !== undefined && known.companyId !== ground.companyId)
    issues.push(issue('name', 'ledger.otherCompany', { company: ground.companyNames.get(known.companyId) ?? '' }))
  if (known && !sameSort(known.kind, ground.kind)) issues.push(issue('name', 'ledger.otherKind', { name: known.name }))
  const values = Object.fromEntries([...line.cells].map(([field, text]) => [field, text.slice(0, 2000)]))
  if (issues.length > 0) return { row: { line: line.line, values, action: 'refuse', issues } }

  const fields = mergedFields(entry, known, ground)
  const changed = !known || JSON.stringify(fieldsOf(known)) !== JSON.stringify(fields)
  const action = !known ? 'create' : changed ? 'update' : 'unchanged'
  const row = { line: line.line, values, action, issues } as const
  if (action === 'unchanged') return { row }
  return { row, item: { fields, ...(known ? { known: { id: known.id, rev: known.rev } } : {}) } }
}

function mergedFields(entry: ListedAccount, known: LedgerAccount | undefined, ground: AccountImportGround): AccountFields {
  const before = known ? fieldsOf(known) : { ...emptyFields, kind: ground.kind }
  return {
    kind: before.kind,
    // What MiniDesk works with keeps the name it has there.
    name: known?.inMiniDesk ? before.name : entry.name,
    appId: entry.appId || before.appId,
    originalId: entry.originalId || before.originalId,
    administrator: entry.administrator || before.administrator,
    certifiedOn: entry.certifiedOn || before.certifiedOn,
    certifiedUntil: entry.certifiedUntil || before.certifiedUntil,
    // Standing on the list is a sign of life for one that could not be found.
    state: stateOf(entry.state) ?? (before.state === 'uncertain' ? 'normal' : before.state),
    note: before.note,
    companyId: ground.companyId,
  }
}

const emptyFields = {
  name: '',
  appId: '',
  originalId: '',
  administrator: '',
  certifiedOn: '',
  certifiedUntil: '',
  state: 'normal',
  note: '',
} as const

/** Mini games stand in the same list as mini programs. */
function sameSort(a: AccountKind, b: AccountKind): boolean {
  const sort = (kind: AccountKind) => (kind === 'miniGame' ? 'miniProgram' : kind)
  return sort(a) === sort(b)
}

class AccountFinder {
  readonly #byAppId = new Map<string, LedgerAccount>()
  readonly #byOriginalId = new Map<string, LedgerAccount>()
  readonly #byName = new Map<string, LedgerAccount[]>()

  constructor({ accounts, companyId, kind }: AccountImportGround) {
    for (const account of accounts) {
      if (account.appId !== '') this.#byAppId.set(account.appId, account)
      if (account.originalId !== '') this.#byOriginalId.set(account.originalId, account)
      const near = account.companyId === undefined || account.companyId === companyId
      if (near && sameSort(account.kind, kind))
        this.#byName.set(account.name, [...(this.#byName.get(account.name) ?? []), account])
    }
  }

  /** A name alone is enough only where one account has it and no ids contradict. */
  find({ appId, originalId, name }: ListedAccount): LedgerAccount | undefined {
    const byId = this.#byAppId.get(appId) ?? this.#byOriginalId.get(originalId)
    if (byId) return byId
    const named = (this.#byName.get(name) ?? []).filter(
      (one) => (appId === '' || one.appId === '') && (originalId === '' || one.originalId === ''),
    )
    return named.length === 1 ? named[0] : undefined
  }
}

const stateByWord = new Map<string, AccountState>(
  stateWords.flatMap(([state, words]) => words.map((word) => [comparableHeader(word), state] as const)),
)

function stateOf(text: string): AccountState | undefined {
  return stateWords.find(([state]) => state === text)?.[0]
}

/** A day as lists write it: `2026-11-22`, `2026/11/2`, `2026年11月2日`, also with a time behind; empty for nothing. */
export function dayOf(text: string): string | undefined {
  if (text.trim() === '' || text.trim() === '-') return ''
  const found = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT].*)?$/u.exec(text.trim())
  const day = `${found?.[1] ?? ''}-${(found?.[2] ?? '').padStart(2, '0')}-${(found?.[3] ?? '').padStart(2, '0')}`
  return found && isDay(day) ? day : undefined
}

function issue(field: AccountColumn, code: string, params: MessageParams = {}): ImportIssue {
  return { field, code, params }
}
