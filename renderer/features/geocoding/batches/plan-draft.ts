import type { GeoPlan } from '@shared/contract/geocoding-batches'
import { unknownTemplateFields } from '@shared/domain/geo-batches'

/** The plan as a form holds it: numbers as typed, so that an empty field is seen as one. */
export interface PlanDraft {
  /** All that are ticked, in the order in which they are asked. */
  providers: readonly string[]
  mode: GeoPlan['mode']
  accept: string
  reject: string
  farMetres: string
  area: GeoPlan['area']
  country: string
  language: string
  template: string
  stripPersonal: boolean
  fresh: boolean
}

export const emptyPlan: PlanDraft = {
  providers: [],
  mode: 'fallback',
  accept: '80',
  reject: '50',
  farMetres: '200',
  area: 'auto',
  country: '',
  language: 'zh-CN',
  template: '',
  stripPersonal: true,
  fresh: false,
}

const modes: readonly string[] = ['first', 'fallback', 'compare']
const areas: readonly string[] = ['auto', 'domestic', 'overseas']

/** Whether a remembered draft still has the shape of today's. */
export const isPlanDraft = (value: unknown): value is PlanDraft => {
  if (typeof value !== 'object' || value === null) return false
  const draft = value as Partial<Record<keyof PlanDraft, unknown>>
  const sameTypes = Object.entries(emptyPlan).every(([key, known]) => typeof draft[key as keyof PlanDraft] === typeof known)
  return (
    sameTypes &&
    Array.isArray(draft.providers) &&
    draft.providers.every((one) => typeof one === 'string') &&
    modes.includes(String(draft.mode)) &&
    areas.includes(String(draft.area))
  )
}

export type PlanMistake = 'providers' | 'second' | 'accept' | 'reject' | 'order' | 'farMetres' | 'country' | 'template'

const whole = (text: string): number => (/^\d{1,7}$/u.test(text.trim()) ? Number(text) : NaN)
const within = (value: number, least: number, most: number): boolean => value >= least && value <= most

/** What is wrong about the plan, by the field at which it is said. */
export function mistakesOf(draft: PlanDraft): PlanMistake[] {
  const accept = whole(draft.accept)
  const reject = whole(draft.reject)
  const found: [PlanMistake, boolean][] = [
    ['providers', draft.providers.length === 0],
    ['second', draft.mode !== 'first' && draft.providers.length === 1],
    ['accept', !within(accept, 0, 100)],
    ['reject', !within(reject, 0, 100)],
    ['order', reject > accept],
    ['farMetres', draft.mode === 'compare' && !within(whole(draft.farMetres), 1, 1_000_000)],
    ['country', !/^([A-Za-z]{2,3})?$/u.test(draft.country.trim())],
    ['template', unknownTemplateFields(draft.template).length > 0],
  ]
  return found.filter(([, wrong]) => wrong).map(([mistake]) => mistake)
}

/** @param draft one without mistakes */
export function toPlan(draft: PlanDraft): GeoPlan {
  const far = whole(draft.farMetres)
  return {
    providers: [...draft.providers],
    mode: draft.mode,
    accept: whole(draft.accept),
    reject: whole(draft.reject),
    // Asked only where answers are compared; elsewhere what stands there may be anything.
    farMetres: within(far, 1, 1_000_000) ? far : Number(emptyPlan.farMetres),
    area: draft.area,
    country: draft.country.trim().toUpperCase(),
    language: draft.language,
    template: draft.template.trim(),
    stripPersonal: draft.stripPersonal,
    fresh: draft.fresh,
  }
}

export const fromPlan = (plan: GeoPlan): PlanDraft => ({
  ...plan,
  accept: String(plan.accept),
  reject: String(plan.reject),
  farMetres: String(plan.farMetres),
})

/** The draft with a provider moved one place up or down. */
export function withMoved(draft: PlanDraft, provider: string, by: 1 | -1): PlanDraft {
  const at = draft.providers.indexOf(provider)
  const to = at + by
  if (at < 0 || to < 0 || to >= draft.providers.length) return draft
  const providers = [...draft.providers]
  providers.splice(at, 1)
  providers.splice(to, 0, provider)
  return { ...draft, providers }
}
