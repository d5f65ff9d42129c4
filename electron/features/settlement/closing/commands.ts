import { Fault } from '../../../platform/errors/fault'
import { doerOf, type SettlementHandlers } from '../handlers'
import { boardCells, boardSeries } from './board'
import { exportInvoices, exportVouchers, paymentRequest } from './papers'
import type { ClosingParts } from './parts'
import type { ClosingService } from './service'
import { allocations, voucherRules, vouchersOf } from './vouchers'

export function closingCommands(
  closing: ClosingService,
  parts: ClosingParts,
): SettlementHandlers<'closing' | 'board' | 'rates' | 'allocation' | 'vouchers' | 'invoices' | 'paymentRequest'> {
  return {
    'closing.get': ({ month }) => closing.get(month),
    'closing.lock': ({ month }, context) => closing.lock(month, doerOf(context)),
    'closing.askReopen': ({ month, reason }, context) => closing.askReopen(month, reason, doerOf(context)),
    'closing.decideReopen': (input, context) => closing.decideReopen(input, doerOf(context)),
    'board.get': async ({ fromMonth, toMonth }) => {
      checkOrder(fromMonth, toMonth)
      const [cells, rates] = await Promise.all([boardCells(parts, fromMonth, toMonth), parts.repository.rates()])
      return { cells, rates }
    },
    'board.series': ({ fromMonth, toMonth }) => {
      checkOrder(fromMonth, toMonth)
      return boardSeries(parts, fromMonth, toMonth)
    },
    'rates.list': () => parts.repository.rates(),
    'rates.save': async (rate, { caller }) => {
      const saved = await parts.repository.saveRate({ ...rate, by: caller.operator.name })
      parts.changed.closing()
      return saved
    },
    'allocation.get': ({ month }) => allocations(parts, month),
    'vouchers.get': ({ month }) => vouchersOf(parts, month),
    'vouchers.export': ({ month, format }, { locale }) => exportVouchers(parts, month, format, locale),
    'vouchers.rules': async () => ({ rules: [...(await voucherRules(parts))], rev: (await parts.repository.rules())?.rev ?? 0 }),
    'vouchers.saveRules': async ({ rules, rev }, { caller }) => {
      const saved = await parts.repository.saveRules({ rules, rev, by: caller.operator.name })
      parts.changed.closing()
      return saved
    },
    'invoices.export': ({ year }, { locale }) => exportInvoices(parts, year, locale),
    'paymentRequest.make': ({ statementId, locale }) => paymentRequest(parts, statementId, locale),
  }
}

function checkOrder(fromMonth: string, toMonth: string): void {
  if (toMonth < fromMonth) throw new Fault('bridge.invalidInput', { fields: [{ path: 'toMonth', code: 'settlement.monthsReversed' }] })
}
