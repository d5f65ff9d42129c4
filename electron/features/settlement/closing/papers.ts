import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileTicket } from '@shared/contract/values'
import { safeFileName } from '@shared/domain/file-names'
import { formatMoney, toMajor } from '@shared/domain/money'
import { Fault } from '../../../platform/errors/fault'
import { type OutCell, writeCsv, writeXlsx } from '../../../platform/files/spreadsheet'
import { openPdf } from '../../../platform/pdf'
import { textFor } from '../../../platform/texts/texts'
import type { ClosingParts } from './parts'
import { vouchersOf } from './vouchers'

type Locale = 'zh-CN' | 'en'
const payable = new Set(['confirmed', 'paymentRequested', 'paid', 'invoiced', 'closed'])

/** Offers a file that was made; its name says where it is from practice. */
async function offer(parts: ClosingParts, path: string, stem: string, extension: string, locale: Locale): Promise<FileTicket> {
  const mark = parts.isPractice ? `${textFor(locale, 'closing.practiceFile')}-` : ''
  const name = `${safeFileName(mark + stem, { fallback: 'settlement' })}.${extension}`
  return parts.tickets.offer({ path, name, bytes: (await stat(path)).size, temporary: true, disposition: 'attachment' })
}

/**
 * The 付款申请单 of a statement. The payee comes from the confirmed record alone.
 * @throws Fault `settlement.statementNotConfirmed`, `settlement.payeeNotConfirmed`
 */
export async function paymentRequest(parts: ClosingParts, statementId: string, locale: Locale): Promise<FileTicket> {
  const statement = await parts.ports.fees.statement(statementId)
  if (!payable.has(statement.state)) throw new Fault('settlement.statementNotConfirmed', { params: { month: statement.month } })
  const { payee, platform, computed, currency } = statement
  if (payee?.state !== 'confirmed') throw new Fault('settlement.payeeNotConfirmed', { params: { name: statement.name } })
  const say = (key: string, params: Record<string, string | number> = {}) => textFor(locale, `closing.paymentRequest.${key}`, params)
  const minor = platform?.feeMinor ?? computed?.totalMinor ?? 0
  const madeAt = parts.clock.now()
  const pdf = await openPdf({
    fontPath: join(parts.resourcesDir, 'fonts', 'NotoSansSC-Regular.ttf'),
    title: `${say('title')} ${statement.month}`,
    head: `MiniDesk · ${say('title')}`,
    mark: parts.isPractice ? textFor(locale, 'closing.practice') : undefined,
    foot: `${statement.name} · ${statement.month}`,
    pageOf: (page, pages) => say('page', { page, pages }),
    madeAt,
  })
  pdf.title(say('title'), `${statement.name} · ${statement.month}`)
  pdf.figure(say('amount'), formatMoney(minor, currency), say('whatFor', { month: statement.month }))
  pdf.heading(say('payee')).facts([
    { label: say('payeeName'), value: payee.name },
    { label: say('bank'), value: payee.bank },
    { label: say('account'), value: payee.account },
    { label: say('payeeConfirmed'), value: `${payee.proposedBy} / ${payee.decidedBy ?? ''}`, below: payee.source },
  ])
  pdf.heading(say('basis')).facts([
    ...(computed
      ? [
          { label: say('base'), value: formatMoney(computed.baseMinor, currency), below: say('orders', { orders: computed.orders, refunds: computed.refunds }) },
          { label: say('computed'), value: formatMoney(computed.totalMinor, currency) },
        ]
      : []),
    ...(platform ? [{ label: say('platform'), value: formatMoney(platform.feeMinor, currency) }] : []),
    ...statement.inputs.map(({ name, value }) => ({ label: textFor(locale, `fees.inputs.${name}`), value })),
  ])
  const due = statement.deadlines.filter(({ step }) => step === 'pay')
  if (due.length > 0)
    pdf.heading(say('deadlines')).facts(
      due.map(({ reading, day, inForce, provisionalYears }) => ({
        label: textFor(locale, `fees.readings.${reading}`),
        value: inForce ? `${day} · ${say('inForce')}` : day,
        ...(provisionalYears.length > 0 ? { below: say('provisional', { years: provisionalYears.join(', ') }) } : {}),
      })),
    )
  pdf.space(14).signatures([say('applicant'), say('reviewer'), say('approver')], say('date'))
  const path = join(parts.filesDir, `${parts.newId()}.pdf`)
  await writeFile(path, await pdf.finish(), { mode: 0o600 })
  return offer(parts, path, `${say('title')}-${statement.month}`, 'pdf', locale)
}

const money = (minor: number, currency: string): OutCell => ({ kind: 'number', text: toMajor(minor, currency) })

async function table(
  parts: ClosingParts,
  format: 'xlsx' | 'csv',
  locale: Locale,
  content: { name: string; headers: string[]; rows: OutCell[][] },
): Promise<FileTicket> {
  const path = join(parts.filesDir, `${parts.newId()}.${format}`)
  const { name, headers, rows } = content
  if (format === 'xlsx') await writeXlsx(path, { sheetName: name, headers, rows })
  else await writeCsv(path, { headers, rows })
  return offer(parts, path, name, format, locale)
}

/** The journal vouchers of a month. */
export async function exportVouchers(parts: ClosingParts, month: string, format: 'xlsx' | 'csv', locale: Locale): Promise<FileTicket> {
  const { lines } = await vouchersOf(parts, month)
  const keys = ['number', 'day', 'summary', 'code', 'name', 'debit', 'credit', 'currency', 'place']
  return table(parts, format, locale, {
    name: `${textFor(locale, 'closing.vouchers.title')}-${month}`,
    headers: keys.map((key) => textFor(locale, `closing.vouchers.columns.${key}`)),
    rows: lines.map(({ number, day, summary, code, name, debitMinor, creditMinor, currency, place }) => [
      { kind: 'number', text: String(number) },
      { kind: 'date', text: day },
      summary,
      code,
      name,
      debitMinor === 0 ? '' : money(debitMinor, currency),
      creditMinor === 0 ? '' : money(creditMinor, currency),
      currency,
      place,
    ]),
  })
}

/** The ledger of invoices that were received in a year. */
export async function exportInvoices(parts: ClosingParts, year: number, locale: Locale): Promise<FileTicket> {
  const invoices = await parts.ports.fees.invoices(year)
  const keys = ['month', 'name', 'number', 'day', 'amount', 'tax', 'currency', 'paidDay']
  return table(parts, 'xlsx', locale, {
    name: `${textFor(locale, 'closing.invoices.title')}-${year}`,
    headers: keys.map((key) => textFor(locale, `closing.invoices.columns.${key}`)),
    rows: invoices.map(({ month, name, number, day, minor, taxMinor, currency, paidDay }) => [
      month,
      name,
      number,
      { kind: 'date', text: day },
      money(minor, currency),
      taxMinor === undefined ? '' : money(taxMinor, currency),
      currency,
      paidDay === undefined ? '' : { kind: 'date', text: paidDay },
    ]),
  })
}
