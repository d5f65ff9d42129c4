import type { BatchRow, BatchRowState } from '@shared/contract/link-batches'
import type { LinkIssue } from '@shared/contract/links'
import { useErrorText } from '@renderer/ui/state/useErrorText'
import { useI18n } from 'vue-i18n'

export interface RowReasons {
  /** Why the row cannot be made, or was refused; several are joined. */
  errors: string
  /** What is worth a look but stops nothing. */
  warnings: string
}

/** The sentences about a row, in the person's language. */
export function useReasons() {
  const { t } = useI18n()
  const texts = useErrorText()
  const issueText = ({ code, params }: Pick<LinkIssue, 'code' | 'params'>) => t(`linkRules.issues.${code}`, params)
  const join = (list: readonly string[]) => list.join(t('batches.rows.reasonBreak'))
  function reasonsOf(row: BatchRow): RowReasons {
    const of = (severity: LinkIssue['severity']) =>
      row.issues.filter((issue) => issue.severity === severity).map(issueText)
    return {
      errors: join([...of('error'), ...(row.error ? [texts.message(row.error)] : [])]),
      warnings: join(of('warning')),
    }
  }
  /** Errors first, then warnings, as one line. */
  function reasonText(row: BatchRow): string {
    const { errors, warnings } = reasonsOf(row)
    return join([errors, warnings].filter((text) => text !== ''))
  }
  /** A row's state in a word or two, short enough for a column. */
  const stateWord = (state: BatchRowState) =>
    state === 'unknown' ? t('batches.list.unknown') : t(`links.rowStates.${state}`)
  return { stateWord, issueText, reasonsOf, reasonText }
}
