import type { SavedFilter } from '@shared/contract/payment-orders'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'

export type FilteredList = 'orders' | 'refunds'

/** More names than this are no help to anybody. */
const mostFilters = 50

/** Saved filters, each its operator's own. */
export const savedFiltersRepository = defineRepository({
  name: 'savedFilters',
  reads: {
    list: (
      { sql }: ReadContext,
      input: { operatorId: string; list: FilteredList },
    ): { id: string; name: string; filter: SavedFilter }[] =>
      (
        sql('SELECT id, name, filter_json AS filter FROM payment_filters WHERE operator_id = ? AND list = ? ORDER BY name').all(
          input.operatorId,
          input.list,
        ) as { id: string; name: string; filter: string }[]
      ).map(({ filter, ...row }) => ({ ...row, filter: JSON.parse(filter) as SavedFilter })),
  },
  writes: {
    /** The same name replaces. @throws Fault `payments.tooManyFilters` */
    save: (
      { sql }: WriteContext,
      input: { id: string; operatorId: string; list: FilteredList; name: string; filter: SavedFilter },
    ): string => {
      const held = sql('SELECT count(*) AS n FROM payment_filters WHERE operator_id = ? AND list = ? AND name <> ?').get(
        input.operatorId,
        input.list,
        input.name,
      ) as { n: number }
      if (held.n >= mostFilters) throw new Fault('payments.tooManyFilters', { params: { most: mostFilters } })
      const row = sql(`INSERT INTO payment_filters (id, operator_id, list, name, filter_json) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (operator_id, list, name) DO UPDATE SET filter_json = excluded.filter_json RETURNING id`).get(
        input.id,
        input.operatorId,
        input.list,
        input.name,
        JSON.stringify(input.filter),
      ) as { id: string }
      return row.id
    },
    remove: ({ sql }: WriteContext, input: { id: string; operatorId: string }): void => {
      const { changes } = sql('DELETE FROM payment_filters WHERE id = ? AND operator_id = ?').run(input.id, input.operatorId)
      if (changes === 0) throw new Fault('payments.filterMissing')
    },
  },
})
