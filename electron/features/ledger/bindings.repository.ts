import type { BindingKind, Relation } from '@shared/domain/ledger'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'
import { ensureAccounts, type NewAccount, requireAccount, seqOfAccount, type Sql } from './account-rows.repository'

export interface StoredBinding {
  id: string
  kind: BindingKind
  holderId: string
  targetId: string
  /** As it was said. */
  relation?: Relation
  throughApi: boolean
  boundOn: string
  unboundOn?: string
  note: string
  createdBy: string
}

export type NewBinding = Omit<StoredBinding, 'createdBy'>

export interface StoredPlan {
  id: string
  name: string
  wishes: unknown
  createdBy: string
  createdAt: string
}

interface Row extends Omit<StoredBinding, 'relation' | 'throughApi' | 'unboundOn'> {
  relation: Relation | null
  throughApi: number
  unboundOn: string | null
}

const bindingRows = `SELECT b.id, b.kind, h.id AS holderId, t.id AS targetId, b.relation, b.through_api AS throughApi,
  b.bound_on AS boundOn, b.unbound_on AS unboundOn, b.note, b.created_by AS createdBy FROM ledger_bindings b
  JOIN ledger_accounts h ON h.seq = b.holder_seq JOIN ledger_accounts t ON t.seq = b.target_seq`
const planRows =
  'SELECT id, name, wishes_json AS wishes, created_by AS createdBy, created_at AS createdAt FROM ledger_plans'

const toBinding = ({ relation, throughApi, unboundOn, ...row }: Row): StoredBinding => ({
  ...row,
  throughApi: throughApi === 1,
  ...(relation === null ? {} : { relation }),
  ...(unboundOn === null ? {} : { unboundOn }),
})
const toPlan = (row: Omit<StoredPlan, 'wishes'> & { wishes: string }): StoredPlan => ({
  ...row,
  wishes: JSON.parse(row.wishes) as unknown,
})

function requireBinding(sql: Sql, id: string): StoredBinding {
  const row = sql(`${bindingRows} WHERE b.id = ?`).get(id) as Row | undefined
  if (!row) throw new Fault('ledger.bindingNotFound')
  return toBinding(row)
}

function insertBinding({ sql, now }: WriteContext, binding: NewBinding, by: string): void {
  const holder = seqOfAccount(sql, binding.holderId)
  const target = seqOfAccount(sql, binding.targetId)
  const stands = sql('SELECT id FROM ledger_bindings WHERE kind = ? AND holder_seq = ? AND target_seq = ? AND unbound_on IS NULL')
  if (binding.unboundOn === undefined && stands.get(binding.kind, holder, target))
    throw new Fault('ledger.alreadyBound', {
      params: { holder: requireAccount(sql, binding.holderId).name, target: requireAccount(sql, binding.targetId).name },
      fields: [{ path: 'targetId', code: 'ledger.alreadyBound' }],
    })
  sql(`INSERT INTO ledger_bindings (id, kind, holder_seq, target_seq, relation, through_api, bound_on, unbound_on, note,
         created_by, created_at)
       VALUES (@id, @kind, @holder, @target, @relation, @throughApi, @boundOn, @unboundOn, @note, @by, @now)`).run({
    id: binding.id,
    kind: binding.kind,
    holder,
    target,
    relation: binding.relation ?? null,
    throughApi: binding.throughApi ? 1 : 0,
    boundOn: binding.boundOn,
    unboundOn: binding.unboundOn ?? null,
    note: binding.note,
    by,
    now,
  })
}

export const ledgerBindingsRepository = defineRepository({
  name: 'ledgerBindings',
  reads: {
    bindings: ({ sql }: ReadContext): StoredBinding[] => (sql(`${bindingRows} ORDER BY b.seq`).all() as Row[]).map(toBinding),
    plans: ({ sql }: ReadContext): StoredPlan[] =>
      (sql(`${planRows} ORDER BY seq DESC`).all() as Parameters<typeof toPlan>[0][]).map(toPlan),
  },
  writes: {
    add: (
      context: WriteContext,
      { binding, fresh, by }: { binding: NewBinding; fresh: NewAccount[]; by: string },
    ): StoredBinding => {
      ensureAccounts(context, fresh, by)
      insertBinding(context, binding, by)
      return requireBinding(context.sql, binding.id)
    },
    end: ({ sql }: WriteContext, { id, unboundOn }: { id: string; unboundOn: string }): StoredBinding => {
      const known = requireBinding(sql, id)
      if (known.unboundOn !== undefined) throw new Fault('ledger.alreadyUnbound', { params: { day: known.unboundOn } })
      if (unboundOn < known.boundOn)
        throw new Fault('bridge.invalidInput', {
          fields: [{ path: 'unboundOn', code: 'ledger.beforeBound', params: { day: known.boundOn } }],
        })
      sql('UPDATE ledger_bindings SET unbound_on = ? WHERE id = ?').run(unboundOn, id)
      return requireBinding(sql, id)
    },
    remove: ({ sql }: WriteContext, { id }: { id: string }): void => {
      requireBinding(sql, id)
      sql('DELETE FROM ledger_bindings WHERE id = ?').run(id)
    },
    addPlan: (
      { sql, now }: WriteContext,
      { id, name, wishes, by }: { id: string; name: string; wishes: unknown; by: string },
    ): StoredPlan => {
      sql('INSERT INTO ledger_plans (id, name, wishes_json, created_by, created_at) VALUES (?, ?, ?, ?, ?)').run(
        id,
        name,
        JSON.stringify(wishes),
        by,
        now,
      )
      return { id, name, wishes, createdBy: by, createdAt: now }
    },
    removePlan: ({ sql }: WriteContext, { id }: { id: string }): void => {
      if (sql('DELETE FROM ledger_plans WHERE id = ?').run(id).changes === 0) throw new Fault('ledger.planNotFound')
    },
    /** Bindings of another workspace, between accounts that were taken over. */
    adopt: (context: WriteContext, { bindings, by }: { bindings: NewBinding[]; by: string }): void => {
      for (const binding of bindings) insertBinding(context, binding, by)
    },
  },
  priorities: { adopt: 'bulk' },
})
