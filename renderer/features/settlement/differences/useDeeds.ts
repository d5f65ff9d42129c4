import { useSession } from '@renderer/app/session'
import type { Deed } from '@renderer/ui/shortcuts/deed'
import { useShortcuts } from '@renderer/ui/shortcuts/useShortcuts'
import type { Difference } from '@shared/contract/settlement-reconciliation'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { type Candidate, candidateKeys, type Found, pairIdOf, pairOf } from './candidate'
import { type Action, mayDecide } from './decisions'
import type { Asked } from './useDecisions'

interface Sight {
  /** The difference that is looked at. */
  found: () => Found | undefined
  candidate: () => Candidate | undefined
  /** The rows that a decision is about: the selected ones, else the one that is looked at. */
  rows: () => readonly Difference[]
  locked: () => boolean
  /** A dialog is open: its keys are its own. */
  busy: () => boolean
  ask: (asked: Asked) => void
  choose: (candidate: number) => void
}

const keysOf: readonly [Action, string][] = [
  ['resolve', 'r'],
  ['comment', 'c'],
  ['assign', 'a'],
  ['carry', 'g'],
  ['reopen', 'o'],
]

/** The keys of the two-sided view: M pairs, U parts, and one for every decision; digits choose a candidate. */
export function useDeeds({ found, candidate, rows, locked, busy, ask, choose }: Sight): ComputedRef<Deed[]> {
  const { t } = useI18n()
  const session = useSession()
  const never = computed(() => {
    if (!session.can('settlement.reconcile')) return t('settlementScreens.blocked.reconcile')
    return locked() ? t('settlementScreens.blocked.locked') : ''
  })
  const several = computed(() => rows().length > 1)
  const deeds = computed<Deed[]>(() => [
    { keys: 'm', label: t('settlementScreens.keys.pair'), blocked: never.value || pairBlocked(), run: () => askRows('pair') },
    { keys: 'u', label: t('settlementScreens.keys.part'), blocked: never.value || partBlocked(), run: () => askRows('part') },
    ...keysOf.map(([action, keys]) => ({
      keys,
      label: t(`settlementScreens.keys.${action}`),
      blocked: never.value || (mayDecide(action, rows()) ? '' : t(rows().length === 0 ? 'settlementScreens.keys.noneChosen' : `settlementScreens.keys.not.${action}`)),
      run: () => ask({ action, rows: [...rows()] }),
    })),
  ])
  function pairBlocked(): string {
    const one = found()
    if (several.value) return t('settlementScreens.keys.onlyOne')
    return one && pairOf(one, candidate()) ? '' : t('settlementScreens.keys.noCandidate')
  }
  function partBlocked(): string {
    const one = found()
    if (several.value) return t('settlementScreens.keys.onlyOne')
    return one && pairIdOf(one) !== undefined ? '' : t('settlementScreens.keys.noPair')
  }
  function askRows(action: 'pair' | 'part') {
    const one = found()
    if (one) ask({ action, found: one })
  }
  const group = t('settlementScreens.differences.title')
  useShortcuts([
    ...['m', 'u', ...keysOf.map(([, keys]) => keys)].map((keys) => ({
      keys,
      label: deeds.value.find((deed) => deed.keys === keys)?.label ?? '',
      group,
      when: () => !busy() && deeds.value.find((deed) => deed.keys === keys)?.blocked === '',
      run: () => deeds.value.find((deed) => deed.keys === keys)?.run(),
    })),
    ...Array.from({ length: candidateKeys }, (_, at) => ({
      keys: String(at + 1),
      label: t('settlementScreens.keys.candidate', { number: at + 1 }),
      group,
      when: () => !busy() && found()?.candidates[at] !== undefined,
      run: () => choose(at),
    })),
  ])
  return deeds
}
