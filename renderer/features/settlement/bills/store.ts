import { ask } from '@renderer/app/client'
import type { CommandInput } from '@shared/contract'
import type { Month } from '@shared/contract/settlement-values'
import { defineStore } from 'pinia'

/** What the screen of bills asks. Nothing is kept: every answer is read anew. */
export const useBills = defineStore('settlement.bills', () => ({
  month: (month: Month) => ask('settlement.bills.month', { month }),
  fetch: (input: CommandInput<'settlement.bills.fetch'>) => ask('settlement.bills.fetch', input),
  noTrade: (input: CommandInput<'settlement.bills.noTrade'>) => ask('settlement.bills.noTrade', input),
  choices: () => ask('settlement.bills.choices', {}),
  choose: (input: CommandInput<'settlement.bills.choose'>) => ask('settlement.bills.choose', input),
  watched: () => ask('settlement.bills.watched', {}),
  watch: (input: CommandInput<'settlement.bills.watch'>) => ask('settlement.bills.watch', input),
  scan: () => ask('settlement.bills.scan', {}),
  run: (month: Month) => ask('settlement.run', { month }),
  runs: (month: Month) => ask('settlement.runs.list', { month }),
  monthEnd: (month: Month) => ask('settlement.practice.monthEnd', { month }),
  troubles: () => ask('settlement.practice.troubles', {}),
  setTroubles: (troubles: CommandInput<'settlement.practice.setTroubles'>['troubles']) => ask('settlement.practice.setTroubles', { troubles }),
}))
