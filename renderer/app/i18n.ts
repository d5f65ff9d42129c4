import { createI18n } from 'vue-i18n'
import zhCN from '@shared/texts/zh-CN'
import { callContext } from './client'

export type Locale = 'zh-CN' | 'en'

const storageKey = 'minidesk.locale'

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  // The library would derive a type from every key; a wrong key is found by the texts' own test instead.
  messages: { 'zh-CN': zhCN as never },
  missingWarn: false,
  fallbackWarn: false,
})

/** Switches the language without a restart; English is loaded when it is first wanted. */
export async function useLocale(locale: Locale): Promise<void> {
  if (locale === 'en' && !i18n.global.availableLocales.includes('en' as never)) {
    const { default: en } = await import('@shared/texts/en')
    i18n.global.setLocaleMessage('en' as never, en as never)
  }
  i18n.global.locale.value = locale as never
  callContext.locale = locale
  document.documentElement.lang = locale
  localStorage.setItem(storageKey, locale)
}

export function storedLocale(): Locale {
  return localStorage.getItem(storageKey) === 'en' ? 'en' : 'zh-CN'
}
