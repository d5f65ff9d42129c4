import type { Answer, ErrorEnvelope, FieldError } from '@shared/contract/error'
import { computed, type ComputedRef, onScopeDispose, reactive, type Ref, ref, shallowRef, watch } from 'vue'
import { type Clash, mergeDrafts, same } from './mergeDrafts'

export interface RecordFormOptions<Draft extends object, Saved> {
  /** What a new record begins with. */
  empty: Draft
  /** The mistakes that can be seen without asking; paths begin with a key of the draft. */
  check: (draft: Draft) => FieldError[]
  save: (draft: Draft, known: KnownRecord | undefined) => Promise<Answer<Saved>>
  /** The record as it stands now. */
  load: (id: string) => Promise<Answer<{ draft: Draft; rev: number }>>
  /** Code under which the service says that somebody else was faster. */
  conflictCode: string
}

export interface KnownRecord {
  id: string
  rev: number
}

export interface RecordForm<Draft extends object, Saved> {
  draft: Draft
  known: Readonly<Ref<KnownRecord | undefined>>
  loading: Readonly<Ref<boolean>>
  saving: Readonly<Ref<boolean>>
  dirty: ComputedRef<boolean>
  /** Why the record could not be read. */
  loadError: Readonly<Ref<ErrorEnvelope | undefined>>
  /** A refusal that belongs to no field. */
  error: ComputedRef<ErrorEnvelope | undefined>
  /** Somebody else saved this record since it was read. */
  conflict: ComputedRef<ErrorEnvelope | undefined>
  /** Fields that both sides changed, after {@link reload}. */
  clashes: Readonly<Ref<readonly Clash<Draft>[]>>
  /** The saved values were taken in beside the typed ones. */
  reloaded: Readonly<Ref<boolean>>
  /** Mistakes to show at a field: those of fields left or no longer typed in, and what the service refused. */
  mistakes: (key: keyof Draft & string) => FieldError[]
  touch: (key: keyof Draft & string) => void
  open: (id: string) => Promise<void>
  reload: () => Promise<void>
  takeTheirs: (clash: Clash<Draft>) => void
  /** The saved record, or `undefined` where something stands in the way. */
  save: () => Promise<Saved | undefined>
}

const typingPauseMs = 500

/**
 * The state of a form for one record: what was typed, what is wrong with it, and what to do when somebody else saved
 * the record meanwhile. Typed values are never thrown away by an error.
 */
export function useRecordForm<Draft extends object, Saved>(
  options: RecordFormOptions<Draft, Saved>,
): RecordForm<Draft, Saved> {
  const draft = reactive({ ...options.empty }) as Draft
  const base = shallowRef<Draft>({ ...options.empty })
  const known = ref<KnownRecord>()
  const loading = ref(false)
  const saving = ref(false)
  const loadError = shallowRef<ErrorEnvelope>()
  const refusal = shallowRef<ErrorEnvelope>()
  const refused = shallowRef<FieldError[]>([])
  const clashes = shallowRef<readonly Clash<Draft>[]>([])
  const reloaded = ref(false)
  const touched = reactive(new Set<string>())
  const keys = Object.keys(options.empty) as (keyof Draft & string)[]
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const issues = computed(() => options.check(draft))
  const plain = (): Draft => JSON.parse(JSON.stringify(draft)) as Draft

  for (const key of keys)
    watch(
      () => draft[key],
      (now) => {
        refused.value = refused.value.filter(({ path }) => keyOf(path) !== key)
        clearTimeout(timers.get(key))
        // A value that came with the record was not typed: nothing is said about it before it is changed.
        if (same(now, base.value[key])) return
        timers.set(
          key,
          setTimeout(() => touched.add(key), typingPauseMs),
        )
      },
    )
  onScopeDispose(() => {
    for (const timer of timers.values()) clearTimeout(timer)
  })

  function begin(values: Draft, record: KnownRecord) {
    base.value = values
    known.value = record
    refusal.value = undefined
    refused.value = []
  }

  async function open(id: string) {
    loading.value = true
    loadError.value = undefined
    const answer = await options.load(id)
    loading.value = false
    if (!answer.ok) {
      loadError.value = answer.error
      return
    }
    begin(answer.value.draft, { id, rev: answer.value.rev })
    Object.assign(draft, answer.value.draft)
    touched.clear()
    clashes.value = []
    reloaded.value = false
  }

  async function reload() {
    if (!known.value || loading.value) return
    loading.value = true
    const answer = await options.load(known.value.id)
    loading.value = false
    if (!answer.ok) {
      refusal.value = answer.error
      return
    }
    const merged = mergeDrafts(base.value, plain(), answer.value.draft)
    begin(answer.value.draft, { id: known.value.id, rev: answer.value.rev })
    Object.assign(draft, merged.draft)
    clashes.value = merged.clashes
    reloaded.value = true
  }

  function takeTheirs(clash: Clash<Draft>) {
    Object.assign(draft, { [clash.key]: clash.theirs })
    clashes.value = clashes.value.filter((one) => one !== clash)
  }

  async function save() {
    if (saving.value) return undefined
    for (const key of keys) touched.add(key)
    if (issues.value.length > 0) return undefined
    saving.value = true
    refusal.value = undefined
    const sent = plain()
    const answer = await options.save(sent, known.value)
    saving.value = false
    if (answer.ok) {
      base.value = sent
      reloaded.value = false
      clashes.value = []
      return answer.value
    }
    refusal.value = answer.error
    refused.value = (answer.error.fields ?? []).map((one) => ({ ...one, path: one.path.replace(/^fields\./, '') }))
    return undefined
  }

  const conflict = computed(() => (refusal.value?.code === options.conflictCode ? refusal.value : undefined))
  return {
    draft,
    known,
    loading,
    saving,
    dirty: computed(() => keys.some((key) => !same(draft[key], base.value[key]))),
    loadError,
    error: computed(() => {
      if (!refusal.value || conflict.value) return undefined
      const atFields = (refusal.value.fields ?? []).map(({ path }) => keyOf(path.replace(/^fields\./, '')))
      // What stands at its fields need not stand above the form as well.
      return atFields.length > 0 && atFields.every((key) => keys.includes(key as never)) ? undefined : refusal.value
    }),
    conflict,
    clashes,
    reloaded,
    mistakes: (key) => [
      ...refused.value.filter(({ path }) => keyOf(path) === key),
      ...(touched.has(key) ? issues.value.filter(({ path }) => keyOf(path) === key) : []),
    ],
    touch: (key) => void touched.add(key),
    open,
    reload,
    takeTheirs,
    save,
  }
}

function keyOf(path: string): string {
  return path.split('.')[0] ?? path
}
