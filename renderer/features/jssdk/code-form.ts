import type { App } from '@shared/contract/apps'
import type { OpenTagInput } from '@shared/domain/jssdk'

/** What stands in the fields of the ready code. */
export interface CodeForm {
  framework: OpenTagInput['framework']
  way: OpenTagInput['way']
  appId: string
  targetBy: 'username' | 'appId' | 'both'
  path: string
  query: string
  htmlSuffix: boolean
  envVersion: OpenTagInput['target']['envVersion']
  label: string
  link: string
  image: string
}

export const emptyCodeForm: CodeForm = {
  framework: 'html',
  way: 'safeDomain',
  appId: '',
  targetBy: 'username',
  path: '',
  query: '',
  htmlSuffix: true,
  envVersion: 'release',
  label: '',
  link: '',
  image: '',
}

/** Whether a remembered value is such a form. */
export function isCodeForm(value: unknown): value is CodeForm {
  if (typeof value !== 'object' || value === null) return false
  const given = value as Partial<Record<keyof CodeForm, unknown>>
  return (
    Object.entries(emptyCodeForm).every(([key, sample]) => typeof given[key as keyof CodeForm] === typeof sample) &&
    ['html', 'vue'].includes(String(given.framework)) &&
    ['safeDomain', 'cloudHosting'].includes(String(given.way)) &&
    ['username', 'appId', 'both'].includes(String(given.targetBy)) &&
    ['release', 'trial', 'develop'].includes(String(given.envVersion))
  )
}

/** The target as the tag names it; without an original id only the AppID is left. */
export function targetOf(form: CodeForm, app: Pick<App, 'appId' | 'originalId'>): OpenTagInput['target'] {
  const byName = form.targetBy !== 'appId' && app.originalId !== ''
  return {
    username: byName ? app.originalId : '',
    appId: form.targetBy === 'username' && byName ? '' : app.appId,
    path: form.path.trim().replace(/^\/+/, ''),
    query: form.query.trim().replace(/^\?/, ''),
    envVersion: form.envVersion,
  }
}

/** A fallback must be a web address: anything else could run in the page. */
export function isWebAddress(text: string): boolean {
  return /^https:\/\/[^\s"'<>]+$/i.test(text.trim())
}
