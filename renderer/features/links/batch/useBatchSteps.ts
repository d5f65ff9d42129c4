import type { ErrorEnvelope } from '@shared/contract/error'
import { hasErrors, type LinkIssue } from '@shared/domain/links'
import { CallError } from '@renderer/app/client'
import { usePreference } from '@renderer/ui/base/usePreference'
import { type RunStep, runSteps } from '@renderer/ui/pages/runSteps'
import { blankSheet, filledRows } from '@renderer/ui/grid/pasted'
import { useErrorText } from '@renderer/ui/state/useErrorText'
import { useUserZone } from '@renderer/ui/text/userZone'
import { computed, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { kindChoices } from '../maker/form'
import { suggestedFields } from './blank-sheet'
import {
  emptyDefaults,
  fieldsForKind,
  fromDefaults,
  isDefaultsDraft,
  issuesOfDefaults,
  kindCalls,
  toDefaults,
} from './defaults'
import { isWorking, numbersOf, stepOf } from './model'
import { useOpenBatch } from './open-batch'
import type { PickDraft } from './pick-draft'
import { useBatches } from './store'

/** The run of one batch: at which step it is, what has been filled in, what going on needs and what it does. */
export function useBatchSteps(page: { mayMake: () => boolean; created: (batchId: string) => unknown }) {
  const { t, locale } = useI18n()
  const texts = useErrorText()
  const zone = useUserZone()
  const store = useOpenBatch()
  const choices = useBatches()
  const remembered = usePreference('links.batch.defaults', emptyDefaults, isDefaultsDraft)

  const step = ref<RunStep>('pick')
  const emptyPick = (name = ''): PickDraft => ({
    way: 'file',
    name,
    file: undefined,
    sheet: '',
    cells: blankSheet(suggestedFields.map((field) => t(`batches.fields.${field}`))),
  })
  const pick = shallowRef(emptyPick())
  const mapping = ref<Record<string, string>>({})
  // Path, query and campaign belong to one sheet; what a person always works with is kept.
  const freshDefaults = () => ({
    ...remembered.value,
    path: '',
    query: '',
    scene: '',
    campaign: '',
    channel: '',
    expiryAt: '',
    title: '',
    modelId: '',
    sn: '',
  })
  const defaults = ref(freshDefaults())
  const mending = ref(false)
  const working = ref(false)
  const createError = shallowRef<ErrorEnvelope>()

  const stands = computed<RunStep>(() => {
    if (!store.batch) return 'pick'
    return isWorking(store.job) && store.job?.kind === 'links.batch.run' ? 'progress' : stepOf(store.batch.state)
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
      if (batch.defaults) defaults.value = fromDefaults(batch.defaults, zone.value)
    },
    { immediate: true },
  )
  watch(
    () => choices.apps,
    (apps) => {
      const [only] = apps
      if (only && !apps.some(({ id }) => id === defaults.value.appId))
        defaults.value = { ...defaults.value, appId: apps.length === 1 ? only.id : '' }
    },
    { immediate: true },
  )

  const app = computed(() => choices.apps.find(({ id }) => id === defaults.value.appId))
  const mapped = computed(() => new Set(Object.keys(mapping.value)))
  const issues = computed<LinkIssue[]>(() =>
    app.value
      ? issuesOfDefaults(
          defaults.value,
          app.value,
          mapped.value,
          new Date().toISOString(),
          choices.limitValues,
          zone.value,
        )
      : [],
  )
  const kindAllowed = computed(() =>
    kindChoices(app.value).some(({ kind, allowed }) => kind === defaults.value.kind && allowed),
  )
  const fieldErrors = computed(() => texts.fields(createError.value))
  const nameError = computed(() => fieldErrors.value.name ?? '')
  /** A kind that WeChat is called for is refused before the run, where the mini program of all rows has no secret. */
  const noSecret = computed(() => {
    const set = store.batch?.defaults
    const one = choices.apps.find(({ id }) => id === set?.appId)
    if (!set || !one || one.secret || mapping.value.app || !kindCalls(set.kind)) return ''
    return t('errors.apps.noSecret', { name: one.name })
  })

  function blockedAt(at: RunStep): string {
    const { batch } = store
    if (at === 'pick') {
      if (batch?.state === 'unreadable') return t('batches.blocked.unreadable')
      if (batch) return batch.state === 'reading' ? t('batches.blocked.unread') : ''
      const { way, file, cells, name } = pick.value
      if (way === 'file' && !file) return t('batches.blocked.noFile')
      if (way === 'cells' && filledRows(cells.rows).length === 0) return t('batches.blocked.noCells')
      return name.trim() === '' ? t('batches.blocked.noName') : ''
    }
    if (at === 'map') {
      if (!app.value) return t('batches.blocked.noApp')
      if (!kindAllowed.value && !mapping.value.app) return t('batches.blocked.kindRefused')
      if (hasErrors(issues.value)) return t('batches.blocked.badDefaults')
      return batch?.totalRows === 0 ? t('batches.blocked.noRows') : ''
    }
    if (!batch) return ''
    if (at === 'check') {
      if (batch.state !== 'checked') return t('batches.blocked.checking')
      if (mending.value) return t('batches.blocked.mending')
      return numbersOf(batch).ready === 0 ? t('batches.blocked.noneReady') : ''
    }
    return at === 'confirm' && noSecret.value !== '' ? t('batches.blocked.noSecret') : ''
  }
  const blocked = computed(() => (page.mayMake() ? blockedAt(step.value) : t('batches.mayNotMake')))
  const nextLabel = computed(() => {
    const ready = (store.batch ? numbersOf(store.batch).ready : 0).toLocaleString(locale.value)
    switch (step.value) {
      case 'pick':
        return store.batch ? undefined : t('batches.next.read')
      case 'map':
        return t('batches.next.check', { count: (store.batch?.totalRows ?? 0).toLocaleString(locale.value) })
      case 'check':
        return t('batches.next.confirm', { count: ready })
      case 'confirm':
        return t('batches.next.run', { count: ready })
      default:
        return undefined
    }
  })

  /** Nothing of the last batch stays when a new one begins on the same page, but a name that is asked for. */
  function startOver(name: string): void {
    pick.value = emptyPick(name)
    mapping.value = {}
    defaults.value = freshDefaults()
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

  async function check(): Promise<void> {
    remembered.value = defaults.value
    const { kind } = defaults.value
    // A column that this kind has no field for is left out; its choice comes back with the kind.
    const fields: readonly string[] = fieldsForKind(kind)
    const used = Object.fromEntries(Object.entries(mapping.value).filter(([field]) => fields.includes(field)))
    if (await store.check(used, toDefaults(defaults.value, zone.value))) step.value = 'check'
  }

  /** Goes on from a step: reads, checks or runs where that stands between. */
  async function next(from: RunStep): Promise<void> {
    if (working.value || blocked.value !== '') return
    working.value = true
    try {
      if (from === 'pick' && !store.batch) await create()
      else if (from === 'pick') step.value = 'map'
      else if (from === 'map') await check()
      else if (from === 'check') step.value = 'confirm'
      // A small batch may be through before its start is answered.
      else if (from === 'confirm' && (await store.run())) step.value = stands.value === 'result' ? 'result' : 'progress'
    } finally {
      working.value = false
    }
  }

  return {
    step,
    reached,
    pick,
    mapping,
    defaults,
    mending,
    working,
    createError,
    issues,
    nameError,
    noSecret,
    blocked,
    nextLabel,
    next,
    startOver,
  }
}
