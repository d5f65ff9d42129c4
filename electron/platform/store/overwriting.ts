import type { WriteContext } from './repository'

/**
 * What SQLite frees in `work` is overwritten with zeros in the file; the log keeps it until its next checkpoint. Also for
 * writes that add rows: a page that is divided leaves copies of what moved. For these writes only: all the others would
 * pay for nothing.
 */
export function overwriting<T>({ db }: Pick<WriteContext, 'db'>, work: () => T): T {
  db.pragma('secure_delete = ON')
  try {
    return work()
  } finally {
    db.pragma('secure_delete = OFF')
  }
}
