import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Refund } from '@shared/contract/payment-refunds'
import type { FileTicket } from '@shared/contract/values'
import { safeFileName } from '@shared/domain/file-names'
import { formatMoney } from '@shared/domain/money'
import { openPdf, type PdfFact } from '../../../platform/pdf'
import { textFor } from '../../../platform/texts/texts'
import { printedMoment } from './moment'
import type { Locale, RefundDocumentParts } from './parts'

/** Languages of a slip, the first one leading. */
export type SlipLocale = Locale | 'both'

/** Longest number of attempts that a slip lists; the newest are the ones that say where it stands. */
const mostAttempts = 12

/** Writes the slip of a refund and offers it as a file. @throws Fault `payments.refundNotFound` */
export async function slipFile(parts: RefundDocumentParts, id: string, locale: SlipLocale): Promise<FileTicket> {
  const refund = await parts.refund(id)
  const bytes = await slipPdf(parts, refund, locale)
  const path = join(parts.filesDir, `${parts.newId()}.pdf`)
  await writeFile(path, bytes, { mode: 0o600 })
  const leading: Locale = locale === 'en' ? 'en' : 'zh-CN'
  const mark = parts.practiceMark ? `${textFor(leading, 'refundDocuments.practiceFile')}-` : ''
  const stem = safeFileName(`${mark}${textFor(leading, 'refundDocuments.slip.file')}-${refund.refundNo}`, { fallback: 'refund' })
  return parts.tickets.offer({
    path,
    name: `${stem}.pdf`,
    bytes: bytes.length,
    temporary: true,
    disposition: 'attachment',
  })
}

/** The slip itself: numbers, amounts, state as far as it is true, who decided, what was tried, lines to sign on. */
export async function slipPdf(
  parts: Pick<RefundDocumentParts, 'clock' | 'zone' | 'resourcesDir' | 'practiceMark'>,
  refund: Refund,
  locale: SlipLocale,
): Promise<Uint8Array> {
  const zone = parts.zone()
  const madeAt = parts.clock.now()
  const say = sayer(locale)
  const slip = (key: string, params: Params = {}) => say(`refundDocuments.slip.${key}`, params)
  const pdf = await openPdf({
    fontPath: join(parts.resourcesDir, 'fonts', 'NotoSansSC-Regular.ttf'),
    title: `${slip('title')} ${refund.refundNo}`,
    head: `MiniDesk · ${slip('title')}`,
    mark: parts.practiceMark ? say('refundDocuments.practice') : undefined,
    foot: `${refund.refundNo} · ${slip('madeAt')} ${printedMoment(madeAt.toISOString(), zone)}`,
    pageOf: (page, pages) => slip('page', { page, pages }),
    madeAt,
  })
  pdf.title(slip('title'), refund.order.account)
  pdf.figure(
    slip('amount'),
    formatMoney(refund.amount.minor, refund.amount.currency),
    sayer(locale, '\n')(`refundDocuments.states.${refund.state}`),
  )
  pdf.heading(slip('numbers')).facts(numbersOf(refund, slip))
  pdf.heading(slip('money')).facts(moneyOf(refund, slip))
  pdf.heading(slip('decisions')).facts(decisionsOf(refund, zone, slip))
  if (refund.attempts.length > 0) {
    pdf.heading(slip('attempts')).table({
      columns: [
        { title: slip('at'), share: 30 },
        { title: slip('call'), share: 16 },
        { title: slip('outcome'), share: 22 },
        { title: slip('answer'), share: 32 },
      ],
      rows: refund.attempts.slice(-mostAttempts).map((attempt) => [
        printedMoment(attempt.at, zone),
        say(`refundDocuments.slip.calls.${attempt.call}`),
        say(`refundDocuments.slip.outcomes.${attempt.outcome}`),
        [attempt.code, attempt.message, attempt.requestId].filter(Boolean).join(' '),
      ]),
    })
  }
  pdf.space(14).signatures([slip('handledBy'), slip('approvedBySign'), slip('receivedBy')], slip('date'))
  pdf.text(sayer(locale, '\n')('refundDocuments.slip.about'), { small: true })
  return pdf.finish()
}

type Params = Record<string, string | number>
type Say = (key: string, params?: Params) => string

/** Both languages stand side by side (`退款金额 Refund amount`), or sentences below each other. */
function sayer(locale: SlipLocale, between = ' '): Say {
  if (locale !== 'both') return (key, params) => textFor(locale, key, params)
  return (key, params) => [textFor('zh-CN', key, params), textFor('en', key, params)].join(between)
}

const given = (facts: PdfFact[]): PdfFact[] => facts.filter(({ value }) => value !== '')

function numbersOf({ refundNo, providerRefundNo, order }: Refund, slip: Say): PdfFact[] {
  return given([
    { label: slip('refundNo'), value: refundNo },
    { label: slip('providerRefundNo'), value: providerRefundNo },
    { label: slip('merchantNo'), value: order.merchantNo },
    { label: slip('providerNo'), value: order.providerNo },
    { label: slip('wechatNo'), value: order.wechatNo },
    { label: slip('description'), value: order.description },
  ])
}

function moneyOf({ order, amount, destination, reason }: Refund, slip: Say): PdfFact[] {
  const money = (value: { minor: number; currency: string }) => formatMoney(value.minor, value.currency)
  return given([
    { label: slip('ordered'), value: money(order.ordered) },
    { label: slip('received'), value: order.received ? money(order.received) : '' },
    { label: slip('amount'), value: money(amount) },
    { label: slip('destination'), value: destination },
    { label: slip('reason'), value: reason },
  ])
}

function decisionsOf(refund: Refund, zone: string, slip: Say): PdfFact[] {
  const at = (instant: string) => printedMoment(instant, zone)
  const { approvedBy, rejection, review, sentAt, completedAt } = refund
  return [
    { label: slip('requested'), value: refund.requestedBy.name, below: at(refund.requestedAt) },
    ...(approvedBy ? [{ label: slip('approved'), value: approvedBy.name, below: at(approvedBy.at) }] : []),
    ...(!approvedBy && refund.source === 'here' && refund.approvalReasons.length === 0
      ? [{ label: slip('approved'), value: slip('notNeeded') }]
      : []),
    ...(rejection ? [{ label: slip('rejected'), value: `${rejection.by}: ${rejection.note}`, below: at(rejection.at) }] : []),
    ...(sentAt ? [{ label: slip('sent'), value: refund.sentBy || slip('program'), below: at(sentAt) }] : []),
    ...(review
      ? [{ label: slip('reviewed'), value: `${review.by.name}: ${review.evidence}`, below: at(review.at) }]
      : []),
    ...(completedAt ? [{ label: slip('completed'), value: at(completedAt) }] : []),
  ]
}
