import { ask, upload } from '@renderer/app/client'
import type { CommandInput } from '@shared/contract'
import { defineStore } from 'pinia'

const page = 100
const after = (cursor: string | undefined) => ({ limit: page, ...(cursor === undefined ? {} : { cursor }) })

/** What the screens of files ask. */
export const useSettlementFiles = defineStore('settlement.files', () => ({
  upload,
  list: (input: Omit<CommandInput<'settlement.files.list'>, 'cursor' | 'limit'>, cursor: string | undefined, signal: AbortSignal) => ask('settlement.files.list', { ...input, ...after(cursor) }, signal),
  get: (id: string) => ask('settlement.files.get', { id }),
  profiles: () => ask('settlement.files.profiles', {}),
  rows: (input: Omit<CommandInput<'settlement.files.rows'>, 'cursor' | 'limit'>, cursor: string | undefined, signal: AbortSignal) => ask('settlement.files.rows', { ...input, ...after(cursor) }, signal),
  row: (fileId: string, row: number) => ask('settlement.files.row', { ref: { fileId, row } }),
  original: (id: string) => ask('settlement.files.original', { id }),
  problems: (id: string, openOnly: boolean, cursor: string | undefined, signal: AbortSignal) => ask('settlement.files.problems', { id, openOnly, ...after(cursor) }, signal),
  add: (input: CommandInput<'settlement.imports.add'>) => ask('settlement.imports.add', input),
  intake: (id: string) => ask('settlement.imports.get', { id }),
  check: (input: CommandInput<'settlement.imports.check'>) => ask('settlement.imports.check', input),
  correct: (input: CommandInput<'settlement.imports.correct'>) => ask('settlement.imports.correct', input),
  load: (ids: string[]) => ask('settlement.imports.load', { ids }),
  discard: (id: string) => ask('settlement.imports.discard', { id }),
}))
