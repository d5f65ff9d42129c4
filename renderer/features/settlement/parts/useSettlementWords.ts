import type { Difference, Reconciliation, SourceSpec } from '@shared/contract/settlement-reconciliation'
import type { CashEffect, DifferenceClass, EntryKind, SourceKind } from '@shared/contract/settlement-values'
import { useI18n } from 'vue-i18n'
import { useSettlement } from '../store'

/** The two sources, where they are known: then a lone row is said to be in the one and not in the other. */
export type Sources = Pick<Reconciliation, 'left' | 'right'>

/** Words of settlement by their ids. */
export function useSettlementWords() {
  const { t, te } = useI18n()
  const store = useSettlement()
  const source = (kind: SourceKind) => t(`settlement.sources.${kind}`)
  function differenceClass(id: DifferenceClass, sources?: Sources): string {
    if (!sources || (id !== 'leftOnly' && id !== 'rightOnly')) return t(`settlement.differenceClasses.${id}`)
    const [has, lacks] = id === 'leftOnly' ? [sources.left, sources.right] : [sources.right, sources.left]
    return t('settlementScreens.onlyIn', { has: source(has.source), lacks: source(lacks.source) })
  }
  const billType = (id: string) => (te(`settlementBills.types.${id}`) ? t(`settlementBills.types.${id}`) : id)
  return {
    source,
    /** A source with its account and bill type, as far as they are given. */
    spec: (spec: SourceSpec): string =>
      [source(spec.source), store.accountName(spec), spec.billType === undefined ? '' : billType(spec.billType)].filter((part) => part !== '').join(' · '),
    billType,
    kind: (kind: EntryKind) => t(`settlement.entryKinds.${kind}`),
    differenceClass,
    cash: (cash: CashEffect) => t(`settlement.cash.${cash}`),
    state: (state: Difference['state']) => t(`settlement.differenceStates.${state}`),
    reconciliationState: (state: Reconciliation['state']) => t(`settlementScreens.reconciliationStates.${state}`),
    resolution: (resolution: NonNullable<Difference['resolution']>) => t(`settlementScreens.resolutions.${resolution}`),
  }
}
export type SettlementWords = ReturnType<typeof useSettlementWords>
