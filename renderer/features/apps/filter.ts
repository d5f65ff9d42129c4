import type { App } from '@shared/contract/apps'
import { isSubjectType } from '@shared/domain/links'

/** What the list of mini programs is narrowed by. */
export interface AppFilter {
  text: string
  state: 'active' | 'archived' | 'all'
  /** Empty is every subject type. */
  subject: string
}

export const noFilter: AppFilter = { text: '', state: 'active', subject: '' }

/** Whether a stored value is a filter of this list. */
export function isAppFilter(value: unknown): value is AppFilter {
  if (typeof value !== 'object' || value === null) return false
  const { text, state, subject } = value as Partial<Record<keyof AppFilter, unknown>>
  const states: readonly unknown[] = ['active', 'archived', 'all']
  return (
    typeof text === 'string' &&
    states.includes(state) &&
    typeof subject === 'string' &&
    (subject === '' || isSubjectType(subject))
  )
}

/** The mini programs that fit; every word of the text must stand in the name, an id, a page or the tag. */
export function filterApps(apps: readonly App[], { text, state, subject }: AppFilter): App[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return apps.filter((app) => {
    if (state !== 'all' && app.archived !== (state === 'archived')) return false
    if (subject !== '' && app.subjectType !== subject) return false
    if (words.length === 0) return true
    const hay = [app.name, app.appId, app.originalId, app.defaultTag, ...app.pages].join('\n').toLowerCase()
    return words.every((word) => hay.includes(word))
  })
}
