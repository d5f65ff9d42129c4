import type { OutCell } from './out-cell'

/**
 * A cell of a workbook. Beside what {@link OutCell} holds: a formula with the value that it has now, so that a viewer
 * that does not calculate shows it too; a share (parts per million) shown in percent; words that stand out.
 */
export type WorkCell =
  | OutCell
  | { kind: 'formula'; formula: string; cached: string }
  | { kind: 'share'; partsPerMillion: number }
  | { kind: 'title' | 'head' | 'strong' | 'mark'; text: string }

export interface WorkSheet {
  /** Acceptable and unique: see `sheetNames`. */
  name: string
  /** May be lazy. */
  rows: Iterable<readonly WorkCell[]>
  /** Width per column, in characters. */
  widths: readonly number[]
  /** Rows at the top that stay in sight, with the header as the last of them; 0: none. */
  frozenRows: number
  /** Whether the last frozen row gets filter buttons over all rows below it; `lines` and `columns` of the whole sheet. */
  filter?: { lines: number; columns: number } | undefined
  /** Paper lies across, all columns on its width. */
  wide?: boolean | undefined
}
