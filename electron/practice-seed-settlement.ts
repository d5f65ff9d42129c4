import { randomUUID } from 'node:crypto'
import { FeeContractFields } from '@shared/contract/settlement-fees'
import { permissionsOf } from '@shared/contract/permissions'
import { beijingDay } from '@shared/domain/beijing-time'
import { exampleContract, exampleDeposits, examplePayee } from './practice-data-month'
import type { OpenWorkspace } from './workspace'

interface Person {
  id: string
  name: string
}

/**
 * The example's agreement about the technical service fee: 1 % of what is paid in the 视频号 scene (settlement-reconciliation
 * §1.1), its payee that one person proposed and another confirmed, and the deposits.
 */
export async function seedSettlement({ settlement, clock, meta }: OpenWorkspace, { operator, finance }: { operator: Person; finance: Person }): Promise<void> {
  const { commands } = settlement
  const fromDay = `${Number(beijingDay(clock.now().getTime()).slice(0, 4)) - 1}-01-01`
  const fields = FeeContractFields.parse({
    name: exampleContract.name,
    fromDay,
    rule: { ratePpm: 10_000, policy: 'paidGross', amount: 'received', rounding: 'halfUp', level: 'perOrder', refundMethod: 'cumulative', scenes: ['channels'], sceneCodes: [] },
    source: exampleContract.source,
  })
  const callOf = (person: Person, role: 'administrator' | 'finance') => ({
    caller: { handle: '', operator: { ...person, role }, workspaceId: meta.id, workspaceKind: meta.kind, permissions: permissionsOf[role] },
    correlationId: randomUUID(),
    signal: new AbortController().signal,
    locale: 'zh-CN' as const,
  })
  const [first, second] = [callOf(finance, 'finance'), callOf(operator, 'administrator')]
  const contract = await commands['contracts.save']({ fields }, second)
  const payee = await commands['payees.propose']({ contractId: contract.id, ...examplePayee, fromDay, attachments: [], note: '' }, first)
  await commands['payees.decide']({ id: payee.id, confirm: true, note: '' }, second)
  for (const deposit of exampleDeposits) await commands['deposits.record']({ ...deposit, day: fromDay, action: 'paid', currency: 'CNY', note: '' }, first)
}
