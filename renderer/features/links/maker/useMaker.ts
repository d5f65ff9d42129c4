import { useSession } from '@renderer/app/session'
import { usePreference } from '@renderer/ui/base/usePreference'
import { useErrorText } from '@renderer/ui/state/useErrorText'
import { useUserZone } from '@renderer/ui/text/userZone'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Link } from '@shared/contract/links'
import type { IssueField } from '@shared/domain/links'
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLinks } from '../store'
import { useAfterPress } from './after-press'
import { checkForm, emptyForm, isMakerForm, kindChoices, type MakerForm, requestOf, shownIssues } from './form'

/** Typing has stopped when nothing was typed for this long. */
const settleMs = 300
const fields: readonly IssueField[] = ['app', 'path', 'query', 'envVersion', 'expiry']
/** Where the contract names a field otherwise than the rules do. */
const fieldNames: Record<string, IssueField> = { appId: 'app' }

/** The form of the maker with its live check, and what became of asking for the link. */
export function useMaker(start: Partial<MakerForm>) {
  const links = useLinks()
  const session = useSession()
  const zone = useUserZone()
  const texts = useErrorText()
  const { t, te } = useI18n()

  const remembered = usePreference<MakerForm>(
    `links.maker.${session.session?.workspace.id ?? ''}`,
    emptyForm,
    isMakerForm,
  )
  const form = reactive<MakerForm>({ ...emptyForm, ...remembered.value, ...start })
  const settled = shallowRef<MakerForm>({ ...form })
  const now = ref(new Date().toISOString())
  const touched = ref<ReadonlySet<IssueField>>(new Set())
  const making = ref(false)
  const made = shallowRef<Link>()
  const refusal = shallowRef<ErrorEnvelope>()
  /** The inputs are still those of the last answer: asking again would make a second, equal link. */
  const answered = ref(false)
  const afterPress = useAfterPress()

  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    () => ({ ...form }),
    (next) => {
      answered.value = false
      clearTimeout(timer)
      timer = setTimeout(() => settle(next), settleMs)
    },
  )
  // What is right now may be too soon in a while.
  const clock = setInterval(() => (now.value = new Date().toISOString()), 15_000)
  onScopeDispose(() => {
    clearTimeout(timer)
    clearInterval(clock)
  })
  function settle(next: MakerForm): void {
    clearTimeout(timer)
    timer = undefined
    now.value = new Date().toISOString()
    settled.value = next
    remembered.value = next
    refusal.value = undefined
  }

  const app = computed(() => links.apps.find(({ id }) => id === settled.value.appId))
  /** The one that is chosen, at once; the check follows when typing has stopped. */
  const chosen = computed(() => links.apps.find(({ id }) => id === form.appId))
  const choices = computed(() => kindChoices(chosen.value))
  const check = computed(() =>
    app.value ? checkForm(settled.value, app.value, now.value, links.limits, zone.value) : undefined,
  )
  const shown = computed(() => (check.value ? shownIssues(check.value, touched.value, settled.value.queryMode === 'rows') : undefined))
  const sentence = (one: { code: string; params: Record<string, string | number> }) =>
    t(`linkRules.issues.${one.code}`, one.params)

  /** What the program refused, at its fields, until something is changed. */
  const refusedFields = computed(() => {
    const found: Partial<Record<string, string>> = {}
    for (const one of refusal.value?.fields ?? []) {
      const key = `linkRules.issues.${one.code}`
      found[fieldNames[one.path] ?? one.path] = te(key) ? t(key, one.params ?? {}) : texts.field(one)
    }
    return found
  })
  const errors = computed(() => {
    const found: Record<string, string> = {}
    for (const field of fields) {
      const [first] = shown.value?.errorsOf(field) ?? []
      found[field] = first ? sentence(first) : (refusedFields.value[field] ?? '')
    }
    if (!app.value && touched.value.has('app')) found['app'] = t('links.maker.appMissing')
    found['place'] = refusedFields.value['placeId'] ?? ''
    return found
  })
  const notices = computed(() => {
    const found: Record<string, string> = {}
    for (const field of fields) found[field] = (shown.value?.noticesOf(field) ?? []).map(sentence).join(' ')
    return found
  })
  /** The first thing that stands against the link, for the empty preview. */
  const waitingFor = computed(() => {
    if (!app.value) return t('links.preview.waitApp')
    const first = check.value?.issues.find(({ severity }) => severity === 'error')
    if (!first) return ''
    // What stands at its field already is not said twice.
    return (shown.value?.errorsOf(first.field) ?? []).length > 0 ? t('links.preview.waitMend') : sentence(first)
  })
  /** The error as a whole; what stands at a field is not said twice. */
  const problem = computed(() => {
    const error = refusal.value
    if (!error || error.code === 'wechat.outcomeUnknown') return undefined
    return error.code === 'links.refused' && (error.fields ?? []).length > 0 ? undefined : error
  })

  function touch(...names: IssueField[]): void {
    // Who leaves a field has stopped typing: judged is what stands there, not what stood there a moment ago.
    if (timer !== undefined) settle({ ...form })
    if (names.some((name) => !touched.value.has(name))) touched.value = new Set([...touched.value, ...names])
  }

  /** Asks for the link. Answers the first field that stands against it. */
  async function make(): Promise<IssueField | undefined> {
    if (making.value || answered.value || !session.can('links.make')) return undefined
    settle({ ...form })
    touch(...fields)
    if (!app.value) return 'app'
    const wrong = check.value?.issues.find(({ severity }) => severity === 'error')
    if (wrong) return wrong.field
    making.value = true
    made.value = undefined
    const answer = await links.create(requestOf(settled.value, zone.value))
    making.value = false
    if (answer.ok) {
      made.value = answer.value
      answered.value = true
    } else {
      refusal.value = answer.error
      answered.value = answer.error.retry === 'afterCheck'
    }
    return undefined
  }

  /** The same inputs once more, on purpose. */
  function again(): void {
    made.value = undefined
    refusal.value = undefined
    answered.value = false
  }
  function clear(): void {
    again()
    touched.value = new Set()
    Object.assign(form, emptyForm, { appId: form.appId, queryMode: form.queryMode })
  }

  return {
    form,
    app: chosen,
    choices,
    check,
    errors,
    notices,
    warnings: computed(() => shown.value?.warnings ?? []),
    waitingFor,
    making,
    made,
    refusal,
    problem,
    /** The call went out and no answer came back. */
    isUnknown: computed(() => refusal.value?.retry === 'afterCheck'),
    answered,
    /** A field was left. */
    leave: (name: IssueField) => afterPress(() => touch(name)),
    make,
    again,
    clear,
  }
}
