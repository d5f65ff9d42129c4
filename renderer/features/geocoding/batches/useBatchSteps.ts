import type { ErrorEnvelope } from '@shared/contract/error'
import { CallError } from '@renderer/app/client'
import { usePreference } from '@renderer/ui/base/usePreference'
import { blankSheet, filledRows } from '@renderer/ui/grid/pasted'
import { type RunStep, runSteps } from '@renderer/ui/pages/runSteps'
import { useErrorText } from '@renderer/ui/state/useErrorText'
import { useMoneyText } from '@renderer/ui/text/useMoneyText'
import { computed, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { sumsOf } from './forecast'
import { isWorking, stepOf } from './model'
import { useOpenGeoBatch } from './open-batch'
import type { PickDraft } from './pick-draft'
import { emptyPlan, fromPlan, isPlanDraft, mistakesOf, type PlanDraft, toPlan } from './plan-draft'
import { useGeoBatches } from './store'
import { suggestedHeadings } from './suggested-headings'
import { useGeoBatchWords } from './useGeoBatchWords'

/** The run of one batch: at which step it is, what has been filled in, what going on needs and what it does. */
export function useBatchSteps(page: { mayUse: () => boolean; created: (batchId: string) => unknown }) {
  const { t } = useI18n()
  const words = useGeoBatchWords()
  const texts = useErrorText()
  const moneyText = useMoneyText()
  const store = useOpenGeoBatch()
  const choices = useGeoBatches()
  const remembered = usePreference('geocoding.batch.plan', emptyPlan, isPlanDraft)

  const step = ref<RunStep>('pick')
  const emptyPick = (): PickDraft => ({
    way: 'file',
    name: '',
    file: undefined,
    sheet: '',
    cells: blankSheet(suggestedHeadings.map((field) => t(`geoBatches.fields.${field}`))),
  })
  const pick = shallowRef(emptyPick())
  const mapping = ref<Record<string, string>>({})
  // The template belongs to one sheet, asking anew to one day; what a person always works with is kept.
  const freshPlan = () => askable({ ...remembered.value, template: '', fresh: false })
  const plan = ref(freshPlan())
  const mending = ref(false)
  const working = ref(false)
  const createError = shallowRef<ErrorEnvelope>()

  /** Columns and plan were handed in and the addresses are being put together. */
  const planning = computed(() => store.batch?.state === 'mapping' && store.batch.plan !== undefined && isWorking(store.job))
  const stands = computed<RunStep>(() => {
    if (!store.batch) return 'pick'
    return planning.value ? 'check' : stepOf(store.batch.state)
  })
  /** Confirmation is a question, not a state of the batch: it has been reached when the person stands there. */
  const reached = computed<RunStep>(() =>
    runSteps.indexOf(step.value) > runSteps.indexOf(stands.value) ? step.value : stands.value,
  )
  watch([() => store.batch?.id, stands] as const, ([, now]) => (step.value = now), { immediate: true })
  watch(
    () => store.batch && `${store.batch.id} ${store.batch.state === 'reading' ? 'reading' : ''}`,
    () => {
      const { batch } = store
      if (!batch) return
      mapping.value = { ...batch.mapping }
      if (batch.plan) plan.value = fromPlan(batch.plan)
    },
    { immediate: true },
  )
  /** Who was never asked which providers to use asks all that can be asked. */
  function askable(draft: PlanDraft): PlanDraft {
    const known = choices.providers.map(({ id }) => id)
    if (known.length === 0) return draft
    const kept = draft.providers.filter((id) => known.includes(id))
    return { ...draft, providers: kept.length > 0 ? kept : known.filter((id) => choices.hasKey(id)) }
  }
  watch(() => choices.providers, () => (plan.value = askable(plan.value)))

  const mistakes = computed(() => mistakesOf(plan.value))
  const nameError = computed(() => texts.fields(createError.value).name ?? '')
  const sums = computed(() => store.forecast && sumsOf(store.forecast))

  function blockedAt(at: RunStep): string {
    const { batch } = store
    if (at === 'pick') {
      if (batch?.state === 'unreadable') return t('geoBatches.blocked.unreadable')
      if (batch) return batch.state === 'reading' ? t('geoBatches.blocked.unread') : ''
      const { way, file, cells, name } = pick.value
      if (way === 'file' && !file) return t('geoBatches.blocked.noFile')
      if (way === 'cells' && filledRows(cells.rows).length === 0) return t('geoBatches.blocked.noCells')
      return name.trim() === '' ? t('geoBatches.blocked.noName') : ''
    }
    if (at === 'map') {
      if (Object.keys(mapping.value).length === 0) return t('geoBatches.blocked.noColumn')
      if (mistakes.value.length > 0) return t('geoBatches.blocked.badPlan')
      return batch?.totalRows === 0 ? t('geoBatches.blocked.noRows') : ''
    }
    if (at === 'check') {
      if (batch?.state !== 'ready') return t('geoBatches.blocked.planning')
      if (mending.value) return t('geoBatches.blocked.mending')
      return batch.counts.unasked === 0 ? t('geoBatches.blocked.noneToAsk') : ''
    }
    if (at !== 'confirm') return ''
    if (!sums.value) return t('geoBatches.blocked.noForecast')
    return sums.value.blocked ? t('geoBatches.blocked.noKey') : ''
  }
  const blocked = computed(() => (page.mayUse() ? blockedAt(step.value) : t('geoBatches.mayNotUse')))
  /** The start says what it takes: calls and money. */
  function startLabel(): string {
    const { callsAtMost = 0, costs = [] } = sums.value ?? {}
    if (callsAtMost === 0) return t('geoBatches.next.runFree')
    const calls = words.number(callsAtMost)
    if (costs.length === 0) return t('geoBatches.next.run', { calls })
    return t('geoBatches.next.runFor', { calls, money: costs.map(moneyText).join(t('geoBatches.listBreak')) })
  }
  const nextLabel = computed(() => {
    switch (step.value) {
      case 'pick':
        return store.batch ? undefined : t('geoBatches.next.read')
      case 'map':
        return t('geoBatches.next.plan', { count: words.number(store.batch?.totalRows ?? 0) })
      case 'check':
        return t('geoBatches.next.confirm', { count: words.number(store.batch?.counts.unasked ?? 0) })
      case 'confirm':
        return startLabel()
      default:
        return undefined
    }
  })

  /** Nothing of the last batch stays when a new one begins on the same page. */
  function startOver(): void {
    pick.value = emptyPick()
    mapping.value = {}
    plan.value = freshPlan()
    mending.value = false
    createError.value = undefined
    step.value = 'pick'
  }

  async function create(): Promise<void> {
    const { way, file, sheet, cells, name } = pick.value
    createError.value = undefined
    try {
      const source =
        way === 'file' && file
          ? { kind: 'file' as const, file, sheet }
          : { kind: 'cells' as const, headers: cells.headers, rows: filledRows(cells.rows) }
      page.created(await choices.create(name.trim(), source))
    } catch (cause) {
      if (!(cause instanceof CallError)) throw cause
      createError.value = cause.envelope
    }
  }

  async function handInPlan(): Promise<void> {
    remembered.value = plan.value
    if (await store.plan(mapping.value, toPlan(plan.value))) step.value = 'check'
  }

  /** Goes on from a step: reads, plans or runs where that stands between. */
  async function next(from: RunStep): Promise<void> {
    if (working.value || blocked.value !== '') return
    working.value = true
    try {
      if (from === 'pick' && !store.batch) await create()
      else if (from === 'pick') step.value = 'map'
      else if (from === 'map') await handInPlan()
      else if (from === 'check') step.value = 'confirm'
      // A small batch may be through before its start is answered.
      else if (from === 'confirm' && (await store.run())) step.value = stands.value === 'result' ? 'result' : 'progress'
    } finally {
      working.value = false
    }
  }

  return { step, reached, pick, mapping, plan, mending, working, createError, mistakes, nameError, blocked, nextLabel, next, startOver }
}
