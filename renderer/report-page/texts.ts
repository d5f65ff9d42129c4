import type { BothTexts, ReportLocale } from '@shared/domain/reports'
import { embedded } from './dom'

let texts: Record<string, unknown> | undefined

/** The language that is read now. */
export const language: { locale: ReportLocale } = { locale: document.documentElement.lang === 'en' ? 'en' : 'zh-CN' }

/** A text of the page itself: `table.search`. */
export function t(key: string, params: Record<string, string | number> = {}): string {
  texts ??= JSON.parse(embedded('texts')) as Record<string, unknown>
  let found: unknown = texts[language.locale]
  for (const part of key.split('.')) found = typeof found === 'object' && found !== null ? Reflect.get(found, part) : undefined
  if (typeof found !== 'string') return key
  return found.replaceAll(/\{(\w+)\}/gu, (_, name: string) => String(params[name] ?? ''))
}

/** A text of the report in the language that is read. */
export const both = (text: BothTexts | string): string => (typeof text === 'string' ? text : text[language.locale])

/** Two buttons; the one pressed is the language that is read. */
export function setLanguage(locale: ReportLocale): void {
  language.locale = locale
  document.documentElement.lang = locale
}
