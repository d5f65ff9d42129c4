/** Where a text stands decides how a value is written into it, unless the placeholder says otherwise. */
export type TemplatePlace = 'url' | 'json' | 'form'

/** What can be filled in. `address`, `code` and `id` are those of the short address, when it is repointed. */
export const templateNames = ['link', 'title', 'campaign', 'address', 'code', 'id'] as const
export type TemplateName = (typeof templateNames)[number]
export type TemplateValues = Partial<Record<TemplateName, string>>

/** A placeholder as it stands: `{{link}}`, `{{link:url}}`, `{{secret:X-Api-Key}}`. */
export interface Placeholder {
  whole: string
  name: string
  /** `url`, `json` or `raw`; for `secret` the name of the secret. */
  form: string
}

const placeholder = /\{\{\s*([A-Za-z]+)\s*(?::\s*([^{}]*?)\s*)?\}\}/gu

export function placeholdersOf(template: string): Placeholder[] {
  return [...template.matchAll(placeholder)].map(([whole, name = '', form = '']) => ({ whole, name, form }))
}

/** The names of the secrets that a template fills in. */
export function secretsOf(template: string): string[] {
  return placeholdersOf(template).flatMap(({ name, form }) => (name === 'secret' ? [form] : []))
}

export type TemplateProblem = 'placeholderUnknown' | 'placeholderForm' | 'braces'

/** What is wrong with a template, with the text that it is about. */
export function checkTemplate(
  template: string,
  names: readonly TemplateName[],
): { problem: TemplateProblem; text: string } | undefined {
  for (const { whole, name, form } of placeholdersOf(template)) {
    if (name === 'secret') {
      if (!/^[A-Za-z0-9_-]{1,60}$/u.test(form)) return { problem: 'placeholderForm', text: whole }
    } else if (!names.some((known) => known === name)) return { problem: 'placeholderUnknown', text: whole }
    else if (!['', 'url', 'json', 'raw'].includes(form)) return { problem: 'placeholderForm', text: whole }
  }
  const rest = template.replaceAll(placeholder, '')
  // `}}` ends many a JSON text; only an opening pair is a placeholder that was not understood.
  const open = rest.indexOf('{{')
  return open >= 0 && /^\{\{\s*\w+/u.test(rest.slice(open)) ? { problem: 'braces', text: rest.slice(open, open + 30) } : undefined
}

/** Text for the inside of a JSON string. */
const inJson = (text: string) => JSON.stringify(text.toWellFormed()).slice(1, -1)
const inUrl = (text: string) => encodeURIComponent(text.toWellFormed())

const encoders: Record<TemplatePlace, (text: string) => string> = { url: inUrl, json: inJson, form: inUrl }

/**
 * Fills a template. A value is written as its place needs it: percent-encoded in an address and a form, escaped in a
 * JSON text. `:url` and `:json` ask for one of them (in a JSON text the escape follows all the same), `:raw` for
 * neither. What is not known is empty.
 */
export function fillTemplate(
  template: string,
  place: TemplatePlace,
  values: TemplateValues,
  secret: (name: string) => string = () => '',
): string {
  const encode = encoders[place]
  return template.replaceAll(placeholder, (whole, name: string, form: string | undefined) => {
    if (name === 'secret') return encode(secret(form ?? ''))
    if (!templateNames.some((known) => known === name)) return whole
    const value = values[name as TemplateName] ?? ''
    if (form === 'raw') return value
    if (form === 'url') return place === 'json' ? inJson(inUrl(value)) : inUrl(value)
    if (form === 'json') return place === 'json' ? inJson(value) : encode(inJson(value))
    return encode(value)
  })
}

/** The last part of a short address, by which many services know it: `aB3x` of `https://s.example/aB3x`. */
export function codeOfAddress(address: string): string {
  if (!URL.canParse(address)) return ''
  const last = new URL(address).pathname.split('/').findLast((part) => part !== '')
  try {
    return decodeURIComponent(last ?? '')
  } catch {
    return last ?? ''
  }
}
