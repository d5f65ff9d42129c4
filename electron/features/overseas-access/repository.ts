import type { AccessCase } from '@shared/contract/overseas-access'
import { Fault } from '../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../platform/store/repository'

/** What an operator fills in about an application. */
export type CaseFields = Omit<AccessCase, 'id' | 'contacts' | 'updatedAt' | 'archived' | 'rev'>

interface Row {
  id: string
  fieldsJson: string
  contactsJson: string
  archived: number
  rev: number
  updatedAt: string
}

const select = `SELECT id, fields_json AS fieldsJson, contacts_json AS contactsJson, archived, rev, updated_at AS updatedAt
  FROM overseas_cases`

function toCase({ fieldsJson, contactsJson, archived, ...row }: Row): AccessCase {
  const { fields } = JSON.parse(fieldsJson) as { v: 1; fields: CaseFields }
  return { ...fields, ...row, contacts: JSON.parse(contactsJson) as AccessCase['contacts'], archived: archived === 1 }
}

function requireCase({ sql }: ReadContext, id: string): AccessCase {
  const row = sql(`${select} WHERE id = ?`).get(id) as Row | undefined
  if (!row) throw new Fault('overseasAccess.notFound')
  return toCase(row)
}

const stored = (fields: CaseFields) => JSON.stringify({ v: 1, fields })

export const overseasAccessRepository = defineRepository({
  name: 'overseasAccess',
  reads: {
    list: ({ sql }: ReadContext, archived: boolean): AccessCase[] =>
      (sql(`${select} WHERE archived = 0 OR ? ORDER BY archived, updated_at DESC, seq DESC`).all(archived ? 1 : 0) as Row[]).map(toCase),
  },
  writes: {
    add: (context: WriteContext, input: { id: string; fields: CaseFields }): AccessCase => {
      context
        .sql('INSERT INTO overseas_cases (id, fields_json, updated_at) VALUES (?, ?, ?)')
        .run(input.id, stored(input.fields), context.now)
      return requireCase(context, input.id)
    },
    change: (context: WriteContext, input: { id: string; rev: number; fields: CaseFields }): AccessCase => {
      if (requireCase(context, input.id).rev !== input.rev) throw new Fault('overseasAccess.changedMeanwhile')
      context
        .sql('UPDATE overseas_cases SET fields_json = ?, rev = rev + 1, updated_at = ? WHERE id = ?')
        .run(stored(input.fields), context.now, input.id)
      return requireCase(context, input.id)
    },
    note: (context: WriteContext, input: { id: string; at: string; by: string; text: string }): AccessCase => {
      const { contacts } = requireCase(context, input.id)
      const { at, by, text } = input
      context
        .sql('UPDATE overseas_cases SET contacts_json = ?, rev = rev + 1, updated_at = ? WHERE id = ?')
        .run(JSON.stringify([...contacts, { at, by, text }]), context.now, input.id)
      return requireCase(context, input.id)
    },
    archive: (context: WriteContext, input: { id: string; archived: boolean }): AccessCase => {
      requireCase(context, input.id)
      context
        .sql('UPDATE overseas_cases SET archived = ?, rev = rev + 1, updated_at = ? WHERE id = ?')
        .run(input.archived ? 1 : 0, context.now, input.id)
      return requireCase(context, input.id)
    },
  },
})
