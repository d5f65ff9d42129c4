import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FeeLine, FeeStatement } from '@shared/contract/settlement-fees'
import { settlementZone } from '@shared/domain/beijing-time'
import type { FileTicket } from '@shared/contract/values'
import { dayIn, timeIn } from '@shared/domain/days'
import { safeFileName } from '@shared/domain/file-names'
import { formatMoney, toMajor } from '@shared/domain/money'
import { Fault } from '../../../platform/errors/fault'
import { type OutCell, writeXlsx } from '../../../platform/files/spreadsheet'
import { openPdf } from '../../../platform/pdf'
import { textFor } from '../../../platform/texts/texts'
import { type FeeParts, todayOf } from './room-parts'

type Locale = 'zh-CN' | 'en'
type Say = (key: string, params?: Record<string, string | number>) => string

/** Orders that stand on the letter itself; the workbook has all of them. */
const mostOnPaper = 40

export interface LetterGround {
  statement: FeeStatement
  /** The lines that the dispute is about: those of the named orders, or all. */
  lines: FeeLine[]
  /** How our figure is computed, in words. */
  method: string
}

/**
 * The letter of a dispute as PDF and as text, and its orders as a workbook.
 * @throws Fault `settlement.noDispute`
 */
export async function disputeLetter(parts: FeeParts, ground: LetterGround, locale: Locale): Promise<{ letter: FileTicket; orders: FileTicket; text: string }> {
  const { statement, lines } = ground
  if (!statement.dispute) throw new Fault('settlement.noDispute')
  const say: Say = (key, params = {}) => textFor(locale, `fees.letter.${key}`, params)
  const paragraphs = bodyOf(ground, say)
  const id = parts.newId()
  const pdfPath = join(parts.filesDir, `${id}.pdf`)
  await writeFile(pdfPath, await letterPdf(parts, ground, paragraphs, locale, say), { mode: 0o600 })
  const sheetPath = join(parts.filesDir, `${id}.xlsx`)
  const header = ['number', 'kind', 'at', 'scene', 'sceneCode', 'place', 'account', 'amount', 'fee', 'currency'].map((key) => say(`column_${key}`))
  await writeXlsx(sheetPath, { sheetName: say('sheet'), headers: header, rows: lines.map((line) => sheetRow(line, statement.currency, locale)) })
  const stem = `${say('file')}-${statement.month}`
  return {
    letter: await offer(parts, pdfPath, `${stem}.pdf`, locale),
    orders: await offer(parts, sheetPath, `${stem}-${say('sheet')}.xlsx`, locale),
    text: [say('subject', { month: statement.month }), '', say('to', { name: statement.name }), '', ...paragraphs, '', say('closing')].join('\n'),
  }
}

function bodyOf({ statement, lines, method }: LetterGround, say: Say): string[] {
  const { month, currency, dispute, platform, computed, issuedDay } = statement
  const money = (minor: number | undefined) => (minor === undefined ? '-' : formatMoney(minor, currency))
  return [
    say('received', { month, day: issuedDay ?? '-', amount: money(platform?.feeMinor) }),
    say('ours', { amount: money(computed?.totalMinor), base: money(computed?.baseMinor), method }),
    say('difference', { amount: money(statement.differenceMinor), claimed: money(dispute?.claimedMinor) }),
    say('reason', { reason: dispute?.reason ?? '' }),
    say('orders', { count: lines.length }),
    say('ask', { day: statement.deadlines.find(({ step, inForce }) => step === 'confirm' && inForce)?.day ?? '-' }),
  ]
}

async function letterPdf(parts: FeeParts, { statement, lines }: LetterGround, paragraphs: readonly string[], locale: Locale, say: Say): Promise<Uint8Array> {
  const { month, currency, name } = statement
  const today = todayOf(parts)
  const pdf = await openPdf({
    fontPath: join(parts.resourcesDir, 'fonts', 'NotoSansSC-Regular.ttf'),
    title: `${say('title')} ${month}`,
    head: `MiniDesk · ${say('title')}`,
    mark: parts.isPractice ? textFor(locale, 'fees.practice') : undefined,
    foot: `${name} · ${month} · ${today}`,
    pageOf: (page, pages) => say('page', { page, pages }),
    madeAt: parts.clock.now(),
  })
  pdf.title(say('title'), say('subject', { month }))
  pdf.text(say('to', { name })).space(4)
  for (const paragraph of paragraphs) pdf.text(paragraph)
  const shown = lines.slice(0, mostOnPaper)
  if (shown.length > 0)
    pdf.heading(say('sheet')).table({
      columns: [
        { title: say('column_number'), share: 34 },
        { title: say('column_kind'), share: 14 },
        { title: say('column_at'), share: 22 },
        { title: say('column_amount'), share: 16, align: 'right' },
        { title: say('column_fee'), share: 14, align: 'right' },
      ],
      rows: shown.map((line) => [line.number, say(`kind_${line.kind}`), moment(line.at), formatMoney(line.amountMinor, currency), formatMoney(line.feeMinor, currency)]),
    })
  if (lines.length > shown.length) pdf.text(say('more', { shown: shown.length, count: lines.length }), { small: true })
  pdf.space(10).text(say('closing'))
  return pdf.space(10).signatures([say('signature'), say('stamp')], say('date')).finish()
}

function sheetRow(line: FeeLine, currency: string, locale: Locale): OutCell[] {
  const say: Say = (key) => textFor(locale, `fees.letter.${key}`)
  const number = (minor: number): OutCell => ({ kind: 'number', text: toMajor(minor, currency) })
  return [
    ...[line.number, say(`kind_${line.kind}`), moment(line.at), say(`scene_${line.scene}`), line.sceneCode, line.place, line.account],
    ...[number(line.amountMinor), number(line.feeMinor), currency],
  ]
}

/** Beijing wall time: what the platform's own lists show. */
function moment(at: string | undefined): string {
  const day = at === undefined ? undefined : dayIn(at, settlementZone)
  return day === undefined || at === undefined ? '' : `${day} ${timeIn(at, settlementZone) ?? ''}`
}

async function offer(parts: FeeParts, path: string, name: string, locale: Locale): Promise<FileTicket> {
  const mark = parts.isPractice ? `${textFor(locale, 'fees.practiceFile')}-` : ''
  const extension = name.slice(name.lastIndexOf('.'))
  const stem = safeFileName(mark + name.slice(0, -extension.length), { fallback: 'service-fee' })
  return parts.tickets.offer({ path, name: stem + extension, bytes: (await stat(path)).size, temporary: true, disposition: 'attachment' })
}
