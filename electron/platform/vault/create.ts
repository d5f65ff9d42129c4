import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, systemClock } from '../clock/clock'
import { Fault } from '../errors/fault'
import { keyBytes } from './cipher'
import { documentText, documentVersion, readDocument, signDocument } from './document'
import { createDurably, exists, inTurn } from './durable-file'
import { type PreparedSlot, prepareSlot, type SlotRequest } from './new-slot'
import { wrapDataKey } from './slot-key'
import { maxSlots, Vault, vaultFileName } from './vault'

export interface NewVault {
  workspaceId: string
  slots: readonly SlotRequest[]
  clock?: Clock
}

/**
 * Makes a workspace's vault: a random data key under the given slots, in `<dir>/vault.json`. Answers it unlocked, with
 * the text of the recovery key where one was asked for: it is shown once and kept nowhere.
 * @throws Fault `vault.exists` (an existing file is never overwritten), `vault.noSlot`, `vault.recoveryKeyExists` for
 *   two recovery slots, those of {@link prepareSlot}, `files.diskFull`
 */
export async function createVault(
  dir: string,
  { workspaceId, slots: requests, clock = systemClock }: NewVault,
): Promise<{ vault: Vault; recoveryKey: string | undefined }> {
  if (requests.length === 0) throw new Fault('vault.noSlot')
  if (requests.length > maxSlots) throw new Fault('vault.tooManySlots', { params: { max: maxSlots } })
  if (requests.filter(({ kind }) => kind === 'recovery').length > 1) throw new Fault('vault.recoveryKeyExists')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const path = join(dir, vaultFileName)
  return inTurn(path, async () => {
    if (await exists(path)) throw new Fault('vault.exists')
    const createdAt = clock.instant()
    const prepared: PreparedSlot[] = []
    for (const request of requests) prepared.push(await prepareSlot(request, dir, createdAt))
    const dataKey = randomBytes(keyBytes)
    const place = { workspaceId, keyId: randomBytes(8).toString('hex') }
    const slots = prepared.map(({ draft, secret }) => wrapDataKey(draft, place, secret, dataKey))
    const document = signDocument(
      { format: 'minidesk.vault', version: documentVersion, ...place, createdAt, slots },
      dataKey,
    )
    if (!(await createDurably(path, documentText(document)))) throw new Fault('vault.exists')
    const vault = new Vault(dir, document, clock)
    vault.useKey(dataKey)
    return { vault, recoveryKey: prepared.find(({ recoveryKey }) => recoveryKey !== undefined)?.recoveryKey }
  })
}

/**
 * Opens the vault of a workspace, locked. A file that is missing, damaged or newer stops here; it is never replaced.
 * @param expected.workspaceId refuses a vault that was put here from another workspace
 * @throws Fault `vault.missing`, `vault.damaged`, `vault.newerVersion`, `vault.otherWorkspace`
 */
export async function openVault(dir: string, expected: { workspaceId?: string; clock?: Clock } = {}): Promise<Vault> {
  const document = await readDocument(join(dir, vaultFileName))
  if (expected.workspaceId !== undefined && expected.workspaceId !== document.workspaceId)
    throw new Fault('vault.otherWorkspace')
  return new Vault(dir, document, expected.clock ?? systemClock)
}
