import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

const prefix = 'addresses'

/**
 * Where an export is kept for downloading. Its name says whose it is and when the first of its answers ends
 * (milliseconds; 0: none does), so that it is found and removed whatever was restarted in between.
 */
export function exportPath(folder: string, made: { batchId: string; jobId: string; format: string; ends: string | null }): string {
  const { batchId, jobId, format, ends } = made
  return join(folder, `${prefix}.${batchId}.${jobId}.${ends === null ? 0 : Date.parse(ends)}.${format}`)
}

/** Removes exports whose answers must be forgotten. */
export function removeEndedExports(folder: string, nowMs: number): Promise<void> {
  return removeExports(folder, ({ endsMs }) => endsMs > 0 && endsMs <= nowMs)
}

/** Removes every export of a batch: its addresses go with it. */
export function removeExportsOf(folder: string, batchId: string): Promise<void> {
  return removeExports(folder, (made) => made.batchId === batchId)
}

async function removeExports(folder: string, isOver: (made: { batchId: string; endsMs: number }) => boolean): Promise<void> {
  for (const name of await readdir(folder)) {
    const [first, batchId = '', , ends] = name.split('.')
    if (first === prefix && isOver({ batchId, endsMs: Number(ends) })) await rm(join(folder, name), { force: true })
  }
}
