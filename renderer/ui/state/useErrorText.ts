import type { ErrorEnvelope, FieldError } from '@shared/contract/error'
import { useI18n } from 'vue-i18n'

export interface ErrorTexts {
  /** What happened, to which thing, what to do next. */
  message(error: ErrorEnvelope): string
  /** Whether and how to try again; empty where trying again is no use. */
  retryHint(error: ErrorEnvelope): string
  /** The sentence of one refused field. */
  field(error: FieldError): string
  /** The sentences of an error's refused fields, by path. */
  fields(error: ErrorEnvelope | undefined): Record<string, string>
  /** What support needs to find the case: code, number and the upstream's answer, line by line. */
  forSupport(error: ErrorEnvelope): string
}

/** Turns an error envelope into sentences of the current language; a key without text falls back to a general one. */
export function useErrorText(): ErrorTexts {
  const { t, te, fallbackLocale } = useI18n()
  const known = (key: string) =>
    te(key) || (typeof fallbackLocale.value === 'string' && te(key, fallbackLocale.value))
  const field = (error: FieldError) => {
    const key = `errors.fields.${error.code}`
    return known(key) ? t(key, error.params ?? {}) : t('ui.error.unknownField', { code: error.code })
  }
  const retryHints = { no: '', safe: 'ui.error.retrySafe', afterCheck: 'ui.error.retryAfterCheck' } as const
  return {
    message: (error) =>
      known(error.messageKey) ? t(error.messageKey, error.params) : t('ui.error.unknown', { code: error.code }),
    retryHint: (error) => (retryHints[error.retry] ? t(retryHints[error.retry]) : ''),
    field,
    fields: (error) => Object.fromEntries((error?.fields ?? []).map((one) => [one.path, field(one)])),
    forSupport(error) {
      const lines = [
        `${t('ui.error.code')}: ${error.code}`,
        `${t('ui.error.correlationId')}: ${error.correlationId}`,
      ]
      if (error.upstream) {
        const { system, code, message, requestId } = error.upstream
        lines.push(`${t('ui.error.upstream')}: ${system} ${code} ${message}`)
        if (requestId) lines.push(`${t('ui.error.requestId')}: ${requestId}`)
      }
      for (const one of error.fields ?? []) lines.push(`${one.path}: ${one.code}`)
      return lines.join('\n')
    },
  }
}
