import { join } from 'node:path'
import { Fault } from '../../../platform/errors/fault'
import type { PackSource, RunSource } from './desk/run-source'
import { isOwnFile, ownPackPath } from './jobs'
import type { ReconciliationParts } from './parts'
import type { StoredReconciliation, StoredRun } from './rows'

/** The run whose result holds. @throws Fault `settlement.notRun` */
export async function currentRun(parts: ReconciliationParts, id: string): Promise<StoredRun> {
  const [run] = await parts.reconciliations.currentRuns([id])
  if (!run) throw new Fault('settlement.notRun')
  return run
}

/** Where a run and the packs that it read stand; packs of files are made again where they are gone. */
export async function sourceOf(parts: ReconciliationParts, reconciliation: StoredReconciliation, run: StoredRun): Promise<RunSource> {
  const source: RunSource = { file: join(parts.folder, run.file), left: [], right: [] }
  for (const { side, fileId, name } of run.inputs.packs) {
    const path = isOwnFile(fileId) ? ownPackPath(parts.folder, fileId) : await parts.ports.files.packOf(fileId)
    source[side].push({ fileId, path, name, source: reconciliation[side].source } satisfies PackSource)
  }
  return source
}
