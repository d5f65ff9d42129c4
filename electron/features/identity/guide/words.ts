import { textFor } from '../../../platform/texts/texts'

/** The words of a fact in one language; no key, no words. */
export function words(group: 'categories' | 'codes' | 'notes', key: string, locale: 'zh-CN' | 'en'): string {
  return key === '' ? '' : textFor(locale, `identity.guide.${group}.${key}`)
}
