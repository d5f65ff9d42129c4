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
  const coded = (group: string, { code, params }: Coded, otherwise = code) =>
    te(`${group}.${code}`) ? t(`${group}.${code}`, params) : otherwise
  return {
    state: (state) => t(`refundScreens.states.${state}`),
    about: (state) => t(`refundScreens.about.${state}`),
    kind: (id) => coded('payments.kinds', { code: id, params: {} }),
    warning: (warning) => coded('payments.refundWarnings', warning),
    warningHelp: (warning) => coded('refundScreens.warningHelp', warning, ''),
    approvalReason: (reason) => coded('payments.approvalReasons', reason),
    issue: (issue) => coded('payments.batchIssues', issue, coded('errors', issue, coded('errors.fields', issue))),
  }
}
