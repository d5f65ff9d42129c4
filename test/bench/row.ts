/** One line of the table that `npm run bench` prints. */
export interface BenchRow {
  name: string
  ours: number
  unit: string
  /** The same work done by somebody else in the same run; a name says so where less was measured and scaled. */
  peer?: { name: string; value: number }
  /** What is wanted, in words, and whether it was reached. */
  aim?: string
  met?: boolean
}
