import type { FeeStatement, StatementAct } from '@shared/contract/settlement-fees'
import { parseMajor, toMajor } from '@shared/domain/money'

export type ActName = StatementAct['act']
export type ActField = 'fee' | 'base' | 'issuedDay' | 'day' | 'files' | 'file' | 'note' | 'reason' | 'orders' | 'claimed' | 'from' | 'text' | 'outcome' | 'amount' | 'reference' | 'number' | 'tax'

/** What each step asks for; those marked required must be there. */
export const actFields: Readonly<Record<ActName, { field: ActField; required: boolean }[]>> = {
  receive: fields(['fee', 'issuedDay', 'files'], ['base', 'note']),
  receiveFile: fields(['file', 'issuedDay'], ['note']),
  check: [],
  confirm: fields(['day'], ['note', 'files']),
  dispute: fields(['claimed', 'reason'], ['orders', 'files']),
  reply: fields(['from', 'day', 'text'], ['files']),
  resolveDispute: fields(['outcome', 'fee'], ['note', 'files']),
  requestPayment: fields([], ['note']),
  pay: fields(['day', 'amount', 'reference', 'files'], ['note']),
  invoice: fields(['number', 'day', 'amount'], ['tax', 'note', 'files']),
  close: [],
  undo: fields(['reason'], []),
}

function fields(required: readonly ActField[], optional: readonly ActField[]) {
  return [...required.map((field) => ({ field, required: true })), ...optional.map((field) => ({ field, required: false }))]
}

export interface ActDraft {
  fee: string
  base: string
  issuedDay: string
  day: string
  files: { id: string; name: string }[]
  file: { id: string; name: string }[]
  note: string
  reason: string
  orders: string
  claimed: string
  from: 'us' | 'platform'
  text: string
  outcome: 'corrected' | 'accepted'
  amount: string
  reference: string
  number: string
  tax: string
}

/** What stands there at first: the figures that are known, and today in China. */
export function draftFor(statement: FeeStatement, today: string): ActDraft {
  const platform = statement.platform?.feeMinor ?? statement.computed?.totalMinor
  const amount = platform === undefined ? '' : toMajor(platform, statement.currency)
  return {
    fee: statement.platform ? toMajor(statement.platform.feeMinor, statement.currency) : '',
    base: '',
    issuedDay: statement.issuedDay ?? '',
    day: today,
    files: [],
    file: [],
    note: '',
    reason: '',
    orders: '',
    claimed: statement.computed ? toMajor(statement.computed.totalMinor, statement.currency) : '',
    from: 'platform',
    text: '',
    outcome: 'corrected',
    amount,
    reference: '',
    number: '',
    tax: '',
  }
}

/** A signed amount as it is typed: a refund-heavy month can be negative. */
export function minorOf(text: string, currency: string): number | undefined {
  const plain = text.normalize('NFKC').trim()
  const negative = plain.startsWith('-')
  const parsed = parseMajor(negative ? plain.slice(1) : plain, currency)
  return parsed.ok ? (negative && parsed.minor !== 0 ? -parsed.minor : parsed.minor) : undefined
}

export type Read = { step: StatementAct } | { missing: ActField[] }

const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/u.test(text)
export const amountFields: readonly ActField[] = ['fee', 'base', 'claimed', 'amount', 'tax']
/** Where a field stands in what is sent: refusals name that place. */
export function sentAs(field: ActField): string {
  const names: Partial<Record<ActField, string>> = { fee: 'feeMinor', base: 'baseMinor', claimed: 'claimedMinor', amount: 'minor', tax: 'taxMinor', orders: 'orderNumbers', files: 'attachments', file: 'fileId' }
  return `step.${names[field] ?? field}`
}
const dayFields: readonly ActField[] = ['day', 'issuedDay']

/** The step as it is sent, or the fields that are missing or unreadable. */
export function readDraft(act: ActName, draft: ActDraft, currency: string): Read {
  const wrong = actFields[act]
    .filter(({ field, required }) => {
      const value = draft[field]
      if (typeof value !== 'string') return required && value.length === 0
      if (value.trim() === '') return required
      if (amountFields.includes(field)) return minorOf(value, currency) === undefined
      return dayFields.includes(field) && !isDay(value.trim())
    })
    .map(({ field }) => field)
  if (wrong.length > 0) return { missing: wrong }
  const minor = (field: 'fee' | 'base' | 'claimed' | 'amount' | 'tax') => minorOf(draft[field], currency)
  const need = (field: 'fee' | 'claimed' | 'amount') => minor(field) ?? 0
  const attachments = draft.files.map(({ id }) => id)
  const note = draft.note.trim()
  const optional = <K extends string>(key: K, value: number | undefined) => (value === undefined ? {} : ({ [key]: value } as Record<K, number>))
  switch (act) {
    case 'receive':
      return { step: { act, feeMinor: need('fee'), ...optional('baseMinor', minor('base')), issuedDay: draft.issuedDay.trim(), attachments, note } }
    case 'receiveFile':
      return { step: { act, fileId: draft.file[0]?.id ?? '', issuedDay: draft.issuedDay.trim(), attachments, note } }
    case 'confirm':
      return { step: { act, day: draft.day.trim(), note, attachments } }
    case 'dispute':
      return { step: { act, reason: draft.reason.trim(), orderNumbers: draft.orders.split(/[\s,，;；]+/u).filter((number) => number !== ''), claimedMinor: need('claimed'), attachments } }
    case 'reply':
      return { step: { act, from: draft.from, day: draft.day.trim(), text: draft.text.trim(), attachments } }
    case 'resolveDispute':
      return { step: { act, outcome: draft.outcome, feeMinor: need('fee'), note, attachments } }
    case 'requestPayment':
      return { step: { act, note } }
    case 'pay':
      return { step: { act, day: draft.day.trim(), minor: need('amount'), reference: draft.reference.trim(), attachments, note } }
    case 'invoice':
      return { step: { act, number: draft.number.trim(), day: draft.day.trim(), minor: need('amount'), ...optional('taxMinor', minor('tax')), attachments, note } }
    case 'undo':
      return { step: { act, reason: draft.reason.trim() } }
    case 'check':
    case 'close':
      return { step: { act } }
  }
}
