import { randomUUID } from 'node:crypto'
import { FeeContractFields } from '@shared/contract/settlement-fees'
import { permissionsOf } from '@shared/contract/permissions'
import { beijingDay } from '@shared/domain/beijing-time'
import { exampleContract } from './practice-data-month'
import type { OpenWorkspace } from './workspace'

/** The example's agreement about the technical service fee: 1 % of what is paid in the 视频号 scene (settlement-reconciliation §1.1). */
export async function seedSettlement({ settlement, clock, meta }: OpenWorkspace, operator: { id: string; name: string }): Promise<void> {
  const year = Number(beijingDay(clock.now().getTime()).slice(0, 4))
  const fields = FeeContractFields.parse({
    name: exampleContract.name,
    fromDay: `${year - 1}-01-01`,
    rule: { ratePpm: 10_000, policy: 'paidGross', amount: 'received', rounding: 'halfUp', level: 'perOrder', refundMethod: 'cumulative', scenes: ['channels'], sceneCodes: [] },
    source: exampleContract.source,
  })
  const caller = { handle: '', operator: { ...operator, role: 'administrator' as const }, workspaceId: meta.id, workspaceKind: meta.kind, permissions: permissionsOf.administrator }
  await settlement.commands['contracts.save']({ fields }, { caller, correlationId: randomUUID(), signal: new AbortController().signal, locale: 'zh-CN' })
}
