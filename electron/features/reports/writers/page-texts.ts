import en from '@shared/texts/en'
import zhCN from '@shared/texts/zh-CN'

/** The texts of one area in both languages, for a page that is read without the program. */
export function textsOf(area: 'reportPage' | 'libraryPage'): Record<'zh-CN' | 'en', unknown> {
  return { 'zh-CN': Reflect.get(zhCN, area), en: Reflect.get(en, area) }
}
