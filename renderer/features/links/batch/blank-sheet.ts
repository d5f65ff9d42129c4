import type { BatchField } from '@shared/contract/batch-fields'
import type { PastedSheet } from './pasted'

/** Columns that an empty sheet offers, in the order in which people type a link. */
export const suggestedFields: readonly BatchField[] = ['path', 'query', 'place', 'name', 'campaign', 'note']

const blankRows = 12

/** An empty sheet under the suggested headings. */
export function blankSheet(fieldName: (field: BatchField) => string): PastedSheet {
  return {
    headers: suggestedFields.map(fieldName),
    rows: Array.from({ length: blankRows }, () => suggestedFields.map(() => '')),
    firstRowIsHeader: false,
  }
}
