import type { GeoBatchField } from '@shared/domain/geo-batches'

/** Columns that an empty sheet offers, in the order in which people type an address. */
export const suggestedHeadings: readonly GeoBatchField[] = ['name', 'address', 'city', 'postalCode', 'country']
