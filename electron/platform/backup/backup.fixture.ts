import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createVault } from '../vault'
import { passphraseSlot, temporaryFolder, TestKeyStore, workspaceId } from '../vault/vault.fixture'
import { backupKey, type NewBackupHeader, sealVaultForBackup, writeBackup } from './index'

/** A workspace with a vault that has every kind of slot, and a header for its backups. */
export async function workspace() {
  const folder = await temporaryFolder()
  const dir = join(folder, 'workspace')
  const keyFilePath = join(folder, 'a.key')
  const platform = new TestKeyStore()
  const { vault, recoveryKey } = await createVault(dir, {
    workspaceId,
    slots: [
      passphraseSlot,
      { kind: 'recovery' },
      { kind: 'platform', platform },
      { kind: 'keyFile', path: keyFilePath },
    ],
  })
  const header: NewBackupHeader = {
    workspaceId,
    workspaceName: 'Hotel am See',
    workspaceKind: 'live',
    appVersion: '0.1.0',
    schemaVersion: 10,
    madeAt: '2026-11-22T06:05:00.000Z',
    auditHead: { seq: 3, mac: 'ab'.repeat(32) },
    vault: sealVaultForBackup(vault),
  }
  return { folder, dir, vault, recoveryKey: recoveryKey ?? '', header, key: backupKey(vault), platform, keyFilePath }
}

/** Bytes that gzip cannot shrink, the same each time, so that a backup of them has several chunks. */
export function noise(bytes: number, seed = 1): Buffer {
  const result = Buffer.alloc(bytes)
  let state = seed
  for (let at = 0; at < bytes; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    result[at] = state >>> 24
  }
  return result
}

/** A backup of about `chunks` MiB in a workspace of its own. */
export async function madeBackup(chunks = 0) {
  const made = await workspace()
  const target = join(made.folder, 'one.mdbackup')
  const entries = [
    { name: 'minidesk.db', bytes: noise(chunks * 1024 * 1024 + 5000) },
    { name: 'files/2026-11/Zürich.png', bytes: Buffer.from('picture') },
    { name: 'empty', bytes: Buffer.alloc(0) },
  ]
  await writeBackup({ target, entries, header: made.header, key: made.key })
  return { ...made, target, entries }
}

export async function changeFile(path: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  await writeFile(path, change(Buffer.from(await readFile(path))))
}

/** Where the regions of a version 1 file lie. */
export function regionsOf(file: Buffer) {
  const header = 18
  const salt = header + file.readUInt32BE(10)
  const keyCheck = salt + 32
  const headerMac = keyCheck + 16
  const checksum = headerMac + 32
  const chunks = checksum + 32
  const preamble = { magic: 0, version: 8, headerLength: 10, preambleCheck: 14 }
  return { ...preamble, header, salt, keyCheck, headerMac, checksum, chunks }
}

/** Start and end of each chunk, length word and tag included. */
export function chunksOf(file: Buffer): { from: number; to: number }[] {
  const found = []
  for (let from = regionsOf(file).chunks; from < file.length; ) {
    const to = from + 4 + (file.readUInt32BE(from) & 0x7fffffff) + 16
    found.push({ from, to })
    from = to
  }
  return found
}
