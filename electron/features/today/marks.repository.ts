import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'

export interface StoredMark {
  itemId: string
  how: 'tomorrow' | 'seen'
  likeness: string
  until: string | null
}

/** A mark of something that is long gone. */
const keptDays = 90

export const todayMarksRepository = defineRepository({
  name: 'todayMarks',
  reads: {
    of: ({ sql }: ReadContext, operatorId: string): StoredMark[] =>
      sql('SELECT item_id AS itemId, how, likeness, until FROM today_marks WHERE operator_id = ?').all(
        operatorId,
      ) as StoredMark[],
  },
  writes: {
    put: ({ sql, now }: WriteContext, mark: StoredMark & { operatorId: string }): void => {
      const old = new Date(Date.parse(now) - keptDays * 86_400_000).toISOString()
      sql('DELETE FROM today_marks WHERE operator_id = ? AND created_at < ?').run(mark.operatorId, old)
      sql(`INSERT INTO today_marks (operator_id, item_id, how, likeness, until, created_at)
           VALUES (@operatorId, @itemId, @how, @likeness, @until, @now)
           ON CONFLICT DO UPDATE SET how = excluded.how, likeness = excluded.likeness, until = excluded.until,
             created_at = excluded.created_at`).run({ ...mark, now })
    },
    remove: ({ sql }: WriteContext, mark: { operatorId: string; itemId: string }): void => {
      sql('DELETE FROM today_marks WHERE operator_id = @operatorId AND item_id = @itemId').run(mark)
    },
  },
})
