import type { MessageParams } from '@shared/contract/error'
import type { RefundState } from '@shared/domain/payments'
import { useI18n } from 'vue-i18n'

interface Coded {
  code: string
  params: MessageParams
}

export interface RefundWords {
  state(state: RefundState): string
  /** What a state means and what to do, as a sentence. */
  about(state: RefundState): string
  kind(id: string): string
  warning(warning: Coded): string
  /** What to do about a warning; empty where there is nothing to say. */
  warningHelp(warning: Coded): string
  approvalReason(reason: Coded): string
  issue(issue: Coded): string
}

/** Words of refunds by their codes. A code that a later program sends is shown as it is, never as an empty line. */
export function useRefundWords(): RefundWords {
  const { t, te } = useI18n()
  const known = (key: string, { code, params }: Coded, otherwise = code) => (te(key) ? t(key, params) : otherwise)
  return {
    state: (state) => t(`refundScreens.states.${state}`),
    about: (state) => t(`refundScreens.about.${state}`),
    kind: (id) => known(`payments.kinds.${id}`, { code: id, params: {} }),
    warning: (warning) => known(`payments.refundWarnings.${warning.code}`, warning),
    warningHelp: (warning) => known(`refundScreens.warningHelp.${warning.code}`, warning, ''),
    approvalReason: (reason) => known(`payments.approvalReasons.${reason.code}`, reason),
    issue: (issue) => known(`payments.batchIssues.${issue.code}`, issue, known(`errors.fields.${issue.code}`, issue)),
  }
}
