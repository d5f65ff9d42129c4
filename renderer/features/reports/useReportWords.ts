import { formatMoney } from '@shared/domain/money'
import type { BothTexts, ReportFigure } from '@shared/domain/reports'
import { useI18n } from 'vue-i18n'

/** How reports are called and what they say, in the language of the screen. */
export function useReportWords() {
  const { t, te, locale } = useI18n()
  const both = (text: BothTexts | string): string => (typeof text === 'string' ? text : text[locale.value === 'en' ? 'en' : 'zh-CN'])
  const amount = (value: number | undefined, currency: string | undefined): string => {
    if (value === undefined) return '—'
    return currency ? formatMoney(value, currency) : value.toLocaleString(locale.value)
  }
  return {
    both,
    amount,
    figure: ({ minor, count, currency }: Omit<ReportFigure, 'key' | 'label'>) => amount(minor ?? count, minor === undefined ? undefined : currency),
    /** A kind of a newer program has no name here. */
    kind: (kind: string) => (te(`reports.kinds.${kind}`) ? t(`reports.kinds.${kind}`) : kind),
    format: (format: string) => (te(`reports.shortFormats.${format}`) ? t(`reports.shortFormats.${format}`) : format),
  }
}
