import type { ImportRow } from '@shared/contract/apps'
import { useErrorText } from '@renderer/ui/state/useErrorText'
import { useI18n } from 'vue-i18n'

/** Why a row of a file is refused, as one text: the name of each field and the sentence about it. */
export function useRowReasons(fieldLabel: (field: string) => string): (row: ImportRow) => string {
  const { t } = useI18n()
  const texts = useErrorText()
  return (row) =>
    row.issues
      .map(({ field, code, params }) =>
        t('appScreens.import.reasonAt', { field: fieldLabel(field), text: texts.field({ path: field, code, params }) }),
      )
      .join(' ')
}
