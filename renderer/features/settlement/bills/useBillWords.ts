import type { Tone } from '@renderer/ui/text/tone'
import type { BillDay, BillDayState, BillRow } from '@shared/contract/settlement-bills'
import { useI18n } from 'vue-i18n'

export const dayTones: Readonly<Record<BillDayState, Tone>> = { booked: 'done', noTrade: 'info', missing: 'attention', failed: 'failed', awaited: 'neutral' }

/** How bills, states and reasons are called. */
export function useBillWords() {
  const { t, te } = useI18n()
  const type = (name: string) => (te(`settlementBills.types.${name}`) ? t(`settlementBills.types.${name}`) : name)
  const state = (name: BillDayState) => t(`settlementBills.states.${name}`)
  const letter = (name: BillDayState) => t(`settlementBills.letters.${name}`)
  const why = ({ code, params }: NonNullable<BillDay['why']>) => (te(code) ? t(code, params) : code)
  /** Everything that a cell says, for hover and for a screen reader. */
  const cell = ({ account, billType }: Pick<BillRow, 'account' | 'billType'>, day: BillDay) =>
    [
      t('settlementBills.strip.cell', { account, type: type(billType), day: day.day, state: state(day.state) }),
      ...(day.rows === undefined ? [] : [t('settlementBills.strip.rows', { count: day.rows })]),
      ...(day.why ? [why(day.why)] : []),
      ...(day.reason === '' ? [] : [day.reason]),
      ...(day.paidHere > 0 ? [t('settlementBills.strip.paidHere', { count: day.paidHere })] : []),
      ...(day.lastFetchDay === undefined ? [] : [t('settlementBills.strip.until', { day: day.lastFetchDay })]),
    ].join('\n')
  return { type, state, letter, why, cell }
}
