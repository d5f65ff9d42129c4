import type { PastedSheet } from '@renderer/ui/grid/pasted'

/** What was picked to make a batch of, before it is handed in. */
export interface PickDraft {
  way: 'file' | 'cells'
  name: string
  file: File | undefined
  /** Worksheet of a workbook; empty is its first one. */
  sheet: string
  cells: PastedSheet
}

export const maxFileBytes = 50_000_000
export const fileEndings = ['.xlsx', '.csv', '.tsv', '.txt'] as const
/** Rows that one batch takes from the clipboard (contract). */
export const maxPastedRows = 20_000
