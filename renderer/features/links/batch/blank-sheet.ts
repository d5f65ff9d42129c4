import type { BatchField } from '@shared/contract/batch-fields'

/** Columns that an empty sheet offers, in the order in which people type a link. */
export const suggestedFields: readonly BatchField[] = ['path', 'query', 'place', 'name', 'campaign', 'note']
