import { useSession } from '@renderer/app/session'
import { usePreference } from '@renderer/ui/base/usePreference'
import { useErrorText } from '@renderer/ui/state/useErrorText'
import { useUserZone } from '@renderer/ui/text/userZone'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { LinkResult } from '@shared/contract/links'
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLinks } from '../store'
import { useAfterPress } from './after-press'
import {
  checkForm,
  emptyForm,
  fieldName,
  isMakerForm,
  kindChoices,
  type MakerForm,
  requestOf,
  shownIssues,
} from './form'
import { fillFrom, type TemplateField } from './template'
import { useServerCheck } from './useServerCheck'
import { useVariants } from './useVariants'

/** Typing has stopped when nothing was typed for this long. */
const settleMs = 300
/** Every field that a mistake can stand at. */
const fields = [
  'app',
  'path',
  'query',
  'scene',
  'envVersion',
  'expiry',
  'title',
  'permanent',
  'modelId',
  'sn',
  'cloudBase',
  'width',
  'autoColor',
  'lineColor',
  'hyaline',
  'checkPath',
  'channel',
  'audience',
] as const
/** The rules name the parts of an object after it; they stand together on the screen. */
const placeOf = (field: string): string => {
  const name = fieldName(field)
  return name.startsWith('cloudBase') ? 'cloudBase' : name
}

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
  const touched = ref<ReadonlySet<string>>(new Set())
  const making = ref(false)
  const made = shallowRef<LinkResult>()
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
      found[placeOf(one.path)] = te(key) ? t(key, one.params ?? {}) : texts.field(one)
    }
    return found
  })
  const errors = computed(() => {
    const found: Record<string, string> = {}
    for (const field of fields) found[field] = refusedFields.value[field] ?? ''
    for (const one of [...(shown.value?.errors ?? [])].reverse()) found[placeOf(one.field)] = sentence(one)
    if (!app.value && touched.value.has('app')) found['app'] = t('links.maker.appMissing')
    found['place'] = refusedFields.value['place'] ?? ''
    return found
  })
  const notices = computed(() => {
    const found: Record<string, string> = {}
    for (const one of shown.value?.notices ?? []) {
      const place = placeOf(one.field)
      found[place] = [found[place] ?? '', sentence(one)].filter(Boolean).join(' ')
    }
    return found
  })
  /** The first thing that stands against the link, for the empty preview. */
  const waitingFor = computed(() => {
    if (!app.value) return t('links.preview.waitApp')
    const first = check.value?.issues.find(({ severity }) => severity === 'error')
    if (!first) return ''
    // What stands at its field already is not said twice.
    return shown.value?.errors.includes(first) ? t('links.preview.waitMend') : sentence(first)
  })
  /** The error as a whole; what stands at a field is not said twice. */
  const problem = computed(() => {
    const error = refusal.value
    if (!error || error.code === 'wechat.outcomeUnknown') return undefined
    return error.code === 'links.refused' && (error.fields ?? []).length > 0 ? undefined : error
  })

  function touch(...names: string[]): void {
    // Who leaves a field has stopped typing: judged is what stands there, not what stood there a moment ago.
    if (timer !== undefined) settle({ ...form })
    if (names.some((name) => !touched.value.has(name))) touched.value = new Set([...touched.value, ...names])
  }

  /** What would be asked for as the form stands; `undefined` while something stands against it. */
  const request = computed(() => {
    const stands = check.value?.issues.some(({ severity }) => severity === 'error')
    return app.value && check.value && !stands ? requestOf(settled.value, zone.value) : undefined
  })
  const server = useServerCheck(() => request.value)
  const variants = useVariants(session.session?.workspace.id ?? '', () => request.value)

  /** Looks at everything that was typed. Answers the first field that stands against the link. */
  function wrongField(): string | undefined {
    settle({ ...form })
    touch(...fields)
    if (!app.value) return 'app'
    return check.value?.issues.find(({ severity }) => severity === 'error')?.field
  }

  /**
   * Asks for the link. Answers the first field that stands against it.
   * @param reuse false makes a new one even where an equal one exists (另建一个)
   */
  async function make(reuse = true): Promise<string | undefined> {
    if (making.value || (answered.value && reuse) || !session.can('links.make')) return undefined
    const wrong = wrongField()
    if (wrong !== undefined) return wrong
    if (variants.on.value) {
      await variants.make()
      return undefined
    }
    making.value = true
    made.value = undefined
    const answer = await links.create({ ...requestOf(settled.value, zone.value), reuse })
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
  /** Fills in what a campaign's template says and is still empty here. Answers what that was. */
  function useTemplate(campaign: string): TemplateField[] {
    const template = links.campaigns.find(({ name }) => name === campaign)?.template
    if (!template) return []
    const { change, filled } = fillFrom(template, { ...form }, zone.value)
    Object.assign(form, change)
    return filled
  }
  function clear(): void {
    again()
    variants.clear()
    touched.value = new Set()
    Object.assign(form, emptyForm, { appId: form.appId, queryMode: form.queryMode })
  }

  return {
    form,
    app: chosen,
    choices,
    check,
    /** The kind that the check is about: the chosen one once typing has stopped. */
    checkedKind: computed(() => settled.value.kind),
    request,
    /** The equal link that would be given; a made one is not offered beside itself. */
    existing: computed(() => (answered.value || variants.on.value ? undefined : server.found.value?.existing)),
    allowances: computed(() => server.found.value?.allowances ?? []),
    variants,
    useTemplate,
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
    leave: (name: string) => afterPress(() => touch(name)),
    make,
    again,
    clear,
  }
}
