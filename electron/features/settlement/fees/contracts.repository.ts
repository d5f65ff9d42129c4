import { FeeContractFields } from '@shared/contract/settlement-fees'
import type { Attachment } from '@shared/contract/settlement-values'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext } from '../../../platform/store/repository'
import { auditFee } from './audit.repository'
import type { By, StoredContract, StoredPayee } from './stored'

interface ContractRow {
  id: string
  version: number
  fieldsJson: string
  savedAt: string
  savedBy: string
}

const contractColumns = 'id, version, fields_json AS fieldsJson, saved_at AS savedAt, saved_by AS savedBy'
const toContract = ({ fieldsJson, ...row }: ContractRow): StoredContract => ({ ...row, fields: FeeContractFields.parse(JSON.parse(fieldsJson)) })

const payeeColumns = `id, contract_id AS contractId, name, bank, account, from_day AS fromDay, state, source, note,
  attachments_json AS attachmentsJson, proposed_by_id AS proposedById, proposed_by AS proposedBy, proposed_at AS proposedAt,
  decided_by AS decidedBy, decided_at AS decidedAt`
type PayeeRow = Omit<StoredPayee, 'attachments'> & { attachmentsJson: string }
const toPayee = ({ attachmentsJson, ...row }: PayeeRow): StoredPayee => ({ ...row, attachments: JSON.parse(attachmentsJson) as Attachment[] })

function payeeById({ sql }: ReadContext, id: string): StoredPayee {
  const row = sql(`SELECT ${payeeColumns} FROM fee_payees WHERE id = ?`).get(id) as PayeeRow | undefined
  if (!row) throw new Fault('settlement.payeeNotFound')
  return toPayee(row)
}

/** Agreements with all their versions, and where the fee is paid to. */
export const feeContractsRepository = defineRepository({
  name: 'feeContracts',
  reads: {
    all: ({ sql }): StoredContract[] => (sql(`SELECT ${contractColumns} FROM fee_contracts ORDER BY seq`).all() as ContractRow[]).map(toContract),
    payees: ({ sql }, contractId: string | null): StoredPayee[] =>
      (sql(`SELECT ${payeeColumns} FROM fee_payees WHERE ? IS NULL OR contract_id = ? ORDER BY seq DESC`).all(contractId, contractId) as PayeeRow[]).map(toPayee),
  },
  writes: {
    /** Adds a version. @throws Fault `settlement.contractChanged` where somebody saved another one meanwhile */
    save: (context, input: { id: string; fields: FeeContractFields; after: number; by: By }): StoredContract => {
      const { sql, now } = context
      const { newest } = sql('SELECT coalesce(max(version), 0) AS newest FROM fee_contracts WHERE id = ?').get(input.id) as { newest: number }
      if (newest !== input.after) throw new Fault('settlement.contractChanged')
      const version = newest + 1
      sql('INSERT INTO fee_contracts (id, version, from_day, fields_json, saved_at, saved_by) VALUES (?, ?, ?, ?, ?, ?)').run(
        ...[input.id, version, input.fields.fromDay, JSON.stringify(input.fields), now, input.by.name],
      )
      auditFee(context, input.by, 'contracts.save', input.id, { version, name: input.fields.name, fromDay: input.fields.fromDay, rule: input.fields.rule })
      return { id: input.id, version, fields: input.fields, savedAt: now, savedBy: input.by.name }
    },
    propose: (
      context,
      input: { id: string; contractId: string; name: string; bank: string; account: string; fromDay: string; source: string; note: string; attachments: Attachment[]; by: By },
    ): StoredPayee => {
      const { sql, now } = context
      const { by, attachments, ...row } = input
      sql(`INSERT INTO fee_payees (id, contract_id, name, bank, account, from_day, state, source, note, attachments_json,
          proposed_by_id, proposed_by, proposed_at)
        VALUES (@id, @contractId, @name, @bank, @account, @fromDay, 'proposed', @source, @note, @attachments, @byId, @by, @now)`).run({
        ...row,
        attachments: JSON.stringify(attachments),
        byId: by.id,
        by: by.name,
        now,
      })
      auditFee(context, by, 'payees.propose', input.id, { contractId: input.contractId, name: input.name, bank: input.bank, account: input.account, fromDay: input.fromDay })
      return payeeById(context, input.id)
    },
    /** @throws Fault `settlement.payeeDecided`, `settlement.ownPayee`: nobody confirms what is their own */
    decide: (context, input: { id: string; confirm: boolean; note: string; by: By }): StoredPayee => {
      const payee = payeeById(context, input.id)
      if (payee.state !== 'proposed') throw new Fault('settlement.payeeDecided', { params: { name: payee.name } })
      if (payee.proposedById === input.by.id) throw new Fault('settlement.ownPayee')
      const note = [payee.note, input.note].filter((text) => text !== '').join('\n')
      context.sql('UPDATE fee_payees SET state = ?, decided_by_id = ?, decided_by = ?, decided_at = ?, note = ? WHERE id = ?').run(
        ...[input.confirm ? 'confirmed' : 'rejected', input.by.id, input.by.name, context.now, note, input.id],
      )
      auditFee(context, input.by, 'payees.decide', input.id, { confirm: input.confirm, name: payee.name, account: payee.account, proposedBy: payee.proposedBy })
      return payeeById(context, input.id)
    },
  },
  priorities: { save: 'money', propose: 'money', decide: 'money' },
})
