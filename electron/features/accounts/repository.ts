import type { Role } from '@shared/contract/permissions'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'

export interface OperatorRow {
  id: string
  name: string
  role: Role
  password: string | null
  disabled: boolean
  createdAt: string
  lastSignInAt: string | null
}

interface StoredOperator extends Omit<OperatorRow, 'disabled'> {
  disabled: number
}

const columns = `id, name, role, password_json AS password, disabled, created_at AS createdAt,
  last_sign_in_at AS lastSignInAt`

const toRow = (stored: StoredOperator): OperatorRow => ({ ...stored, disabled: stored.disabled === 1 })

function find(sql: ReadContext['sql'], column: 'id' | 'name', value: string): OperatorRow | undefined {
  const stored = sql(`SELECT ${columns} FROM operators WHERE ${column} = ?`).get(value) as StoredOperator | undefined
  return stored && toRow(stored)
}

function requireOperator(sql: ReadContext['sql'], id: string): OperatorRow {
  const row = find(sql, 'id', id)
  if (!row) throw new Fault('accounts.notFound')
  return row
}

export const accountsRepository = defineRepository({
  name: 'accounts',
  reads: {
    list: ({ sql }: ReadContext): OperatorRow[] =>
      (sql(`SELECT ${columns} FROM operators ORDER BY disabled, name`).all() as StoredOperator[]).map(toRow),
    byName: ({ sql }: ReadContext, name: string): OperatorRow | undefined => find(sql, 'name', name),
    byId: ({ sql }: ReadContext, id: string): OperatorRow | undefined => find(sql, 'id', id),
  },
  writes: {
    insert: ({ sql, now }: WriteContext, row: Pick<OperatorRow, 'id' | 'name' | 'role' | 'password'>): OperatorRow => {
      if (find(sql, 'name', row.name))
        throw new Fault('accounts.nameTaken', { params: { name: row.name }, fields: [{ path: 'name', code: 'taken' }] })
      sql(`INSERT INTO operators (id, name, role, password_json, created_at)
           VALUES (@id, @name, @role, @password, @now)`).run({ ...row, now })
      return requireOperator(sql, row.id)
    },
    /** The last administrator who can sign in stays one. */
    update: ({ sql }: WriteContext, change: { id: string; role?: Role; disabled?: boolean }): OperatorRow => {
      const before = requireOperator(sql, change.id)
      const role = change.role ?? before.role
      const disabled = change.disabled ?? before.disabled
      const others = sql(
        `SELECT count(*) AS n FROM operators WHERE role = 'administrator' AND disabled = 0 AND id <> ?`,
      ).get(change.id) as { n: number }
      if ((role !== 'administrator' || disabled) && before.role === 'administrator' && others.n === 0)
        throw new Fault('accounts.lastAdministrator', { params: { name: before.name } })
      sql('UPDATE operators SET role = ?, disabled = ? WHERE id = ?').run(role, disabled ? 1 : 0, change.id)
      return requireOperator(sql, change.id)
    },
    setPassword: ({ sql }: WriteContext, input: { id: string; password: string }): OperatorRow => {
      sql('UPDATE operators SET password_json = ? WHERE id = ?').run(input.password, input.id)
      return requireOperator(sql, input.id)
    },
    signedIn: ({ sql, now }: WriteContext, id: string): void => {
      sql('UPDATE operators SET last_sign_in_at = ? WHERE id = ?').run(now, id)
    },
  },
})
