import type { FileInsight, FileMapping, FileOptions } from '@shared/contract/settlement-files'
import { ColumnField, FileOptions as FileOptionsSchema } from '@shared/contract/settlement-files'
import type { PaymentAccount } from '@shared/contract/payment-accounts'
import { SourceKind } from '@shared/contract/settlement-values'
import { isZone } from '@shared/domain/days'
import { byHandId, profileOf, type Profile } from './profiles'
import type { Inspection } from './read/inspection'
import { mappingOf, suggestedMapping } from './read/recognise'
import type { FileRecord, Notice } from './records'

/** What a file is taken for, before its rows are read. */
export interface Choice {
  profile: string
  source: SourceKind
  billType: string
  accountId: string
  mapping: FileMapping
  options: FileOptions
  remembered: boolean
  notices: Notice[]
  /** A person has to say something first. */
  asks: boolean
}

/** A remembered mapping also holds what else was said of files with these headers, under names that no column has. */
export type Remembered = Readonly<Record<string, string>>

/** What is known of a file from its headers, what was remembered, and the accounts. */
export function choose(record: FileRecord, seen: Inspection, remembered: Remembered | undefined, accounts: readonly PaymentAccount[]): Choice {
  const { data } = record
  // What was loaded is read as it was then, whatever was remembered of such files since.
  const isSettled = record.step === 'loaded' || record.step === 'replaced'
  if ((data.described || isSettled) && data.options) return described(record, seen)
  const rememberedProfile = profileOf(remembered?.['@profile'] ?? '')
  const found = profileOf(seen.profile)
  const ready = found !== undefined && found.suggestion !== true
  const profile = (ready ? found : (rememberedProfile ?? found)) ?? profileOf(byHandId)
  if (!profile) throw new TypeError('the list of profiles has no last one')
  const known = !ready && rememberedProfile !== undefined && remembered !== undefined && columnsAreThere(remembered, seen)
  const account = accountOf(profile, record, seen, accounts)
  const options = optionsOf(profile, seen, known ? remembered : undefined, accounts.find(({ id }) => id === account.id))
  return {
    profile: profile.id,
    source: known ? (SourceKind.safeParse(remembered['@source']).data ?? profile.source) : profile.source,
    billType: record.billType !== '' && (record.origin !== 'dropped' || ready) ? billTypeOf(record, profile) : known ? (remembered['@billType'] ?? profile.billType) : profile.billType,
    accountId: account.id,
    mapping: known ? columnsIn(remembered) : profile.suggestion === true ? suggestedMapping(seen.headers) : mappingOf(profile, seen.headers),
    options,
    remembered: known,
    notices: account.notices,
    asks: !(ready || known) || (profile.ofAccount && account.id === ''),
  }
}

/** Fund flows of three accounts look alike: which one it is, only who fetched it knows. */
const billTypeOf = (record: FileRecord, profile: Profile) => (record.billType === '' ? profile.billType : record.billType)

function described(record: FileRecord, seen: Inspection): Choice {
  const { data, profile: id, source, billType, accountId } = record
  const profile = profileOf(id)
  return {
    ...{ profile: id, source, billType, accountId, remembered: false },
    mapping: data.mapping,
    options: data.options ?? optionsOf(profile, seen, undefined, undefined),
    notices: [],
    asks: profile === undefined,
  }
}

/** Whether a mapping that was remembered names columns of this file. */
function columnsAreThere(remembered: Remembered, { headers }: Inspection): boolean {
  return Object.values(columnsIn(remembered)).every((header) => headers.includes(header))
}

function columnsIn(remembered: Remembered): FileMapping {
  return Object.fromEntries(Object.entries(remembered).filter(([field]) => ColumnField.safeParse(field).success))
}

export function rememberedOf(choice: Pick<Choice, 'profile' | 'source' | 'billType' | 'mapping' | 'options'>): Record<string, string> {
  const { profile, source, billType, mapping, options } = choice
  const columns = Object.fromEntries(Object.entries(mapping).filter(([, header]) => header !== ''))
  return { ...columns, '@profile': profile, '@source': source, '@billType': billType, '@zone': options.zone, '@currency': options.currency, '@unit': options.unit, '@sign': options.sign, '@dateOrder': options.dateOrder }
}

/** Whose file it is: by a merchant number in its rows, else in its name, else the only account there is. */
function accountOf(profile: Profile, record: FileRecord, { owners }: Inspection, accounts: readonly PaymentAccount[]): { id: string; notices: Notice[] } {
  if (record.accountId !== '') return { id: record.accountId, notices: [] }
  if (!profile.ofAccount) return { id: '', notices: [] }
  const open = accounts.filter(({ archived }) => !archived)
  const having = (number: string) => open.filter((account) => ownersOf(account).includes(number))
  const named = [...new Set(owners.flatMap(having))]
  if (named.length === 1) return { id: named[0]?.id ?? '', notices: [] }
  const [first] = owners
  if (first !== undefined && named.length === 0) return { id: '', notices: [{ code: 'settlementFiles.notices.merchantUnknown', params: { number: first } }] }
  const inName = open.filter((account) => ownersOf(account).some((number) => number.length >= 6 && `${record.name} ${record.container}`.includes(number)))
  if (inName.length === 1) return { id: inName[0]?.id ?? '', notices: [] }
  const only = open.length === 1 && owners.length === 0 ? open[0] : undefined
  return { id: only?.id ?? '', notices: [] }
}

/** Texts of an account that rows may name it by. */
export function ownersOf({ values }: Pick<PaymentAccount, 'values'>): string[] {
  return Object.values(values).filter((value) => /^[\w-]{4,64}$/u.test(value))
}

function optionsOf(profile: Profile | undefined, { timeForm }: Inspection, remembered: Remembered | undefined, account: PaymentAccount | undefined): FileOptions {
  const usual: FileOptions = {
    zone: profile?.options?.zone ?? 'Asia/Shanghai',
    currency: profile?.options?.currency ?? account?.currencies[0] ?? 'CNY',
    unit: profile?.options?.unit ?? 'major',
    sign: 'asIs',
    dateOrder: timeForm === 'monthFirst' ? 'monthFirst' : (profile?.options?.dateOrder ?? 'dayFirst'),
  }
  if (remembered === undefined) return usual
  const { '@zone': zone, '@currency': currency, '@unit': unit, '@sign': sign, '@dateOrder': dateOrder } = remembered
  const parsed = FileOptionsSchema.safeParse({ zone, currency, unit, sign, dateOrder })
  return parsed.success && isZone(parsed.data.zone) ? parsed.data : usual
}

/** What a person sees of a file before mapping it. */
export function insightOf(seen: Inspection, choice: Choice): FileInsight {
  return {
    format: seen.format,
    encoding: seen.encoding,
    delimiter: seen.delimiter,
    sheets: seen.sheets,
    sheet: seen.sheet,
    headers: seen.headers,
    headerLine: seen.headerLine,
    sample: seen.sample.slice(0, 20).map(({ line, cells }) => ({ line, cells: cells.slice(0, 100).map((cell) => cell.slice(0, 200)) })),
    mapping: choice.mapping,
    mappingRemembered: choice.remembered,
    options: choice.options,
    owners: seen.owners,
    notices: [...seen.notices, ...choice.notices],
  }
}
