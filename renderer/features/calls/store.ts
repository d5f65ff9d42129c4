import { ask } from '@renderer/app/client'
import type { PageAnswer } from '@renderer/ui/table/useCursorPages'
import type { CommandInput } from '@shared/contract'
import type { Call } from '@shared/contract/calls'
import { defineStore } from 'pinia'

/** Calls of one piece of work that the detail shows at most. */
const relatedLimit = 100

/** The call log. */
export const useCalls = defineStore('calls', () => ({
  page: (input: CommandInput<'calls.list'>): Promise<PageAnswer<Call>> => ask('calls.list', input),
  /** All calls of one piece of work, newest first. */
  related: async (correlationId: string): Promise<PageAnswer<Call>> => {
    const answer = await ask('calls.list', { text: correlationId, limit: relatedLimit })
    if (!answer.ok) return answer
    const rows = answer.value.rows.filter((call) => call.correlationId === correlationId)
    return { ok: true, value: { ...answer.value, rows } }
  },
}))
