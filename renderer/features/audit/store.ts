import { ask } from '@renderer/app/client'
import type { PageAnswer } from '@renderer/ui/table/useCursorPages'
import type { CommandInput, CommandOutput } from '@shared/contract'
import type { AuditEntry } from '@shared/contract/audit'
import type { Answer } from '@shared/contract/error'
import { defineStore } from 'pinia'

export type Verdict = CommandOutput<'audit.verify'>
export type Head = NonNullable<CommandInput<'audit.verify'>['expectedHead']>

/** The audit trail. */
export const useAudit = defineStore('audit', () => ({
  page: (input: CommandInput<'audit.list'>): Promise<PageAnswer<AuditEntry>> => ask('audit.list', input),
  verify: (expectedHead: Head | undefined): Promise<Answer<Verdict>> =>
    ask('audit.verify', expectedHead ? { expectedHead } : {}),
}))
