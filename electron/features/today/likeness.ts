import { createHash } from 'node:crypto'
import type { Todo } from './types'

/** What an item is like, apart from its age: a mark or a push counts until this changes. */
export function likenessOf({ id, kind, tone, title, detail, count }: Todo): string {
  const what = JSON.stringify([id, kind, tone, title, detail ?? null, count ?? null])
  return createHash('sha256').update(what).digest('hex').slice(0, 32)
}
