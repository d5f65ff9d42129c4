import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { z } from 'zod'
import { Instant } from '@shared/contract/values'
import { Fault } from '../errors/fault'
import { VaultDocument } from '../vault'
import { subkey } from '../vault/cipher'
import { asReadFault } from './faults'

/*
 * A backup file, version 1 (integers are big-endian):
 *
 *   preamble   8 "MDBACKUP" · 2 version · 4 header length · 4 first bytes of SHA-256 of the 14 before;
 *              the same in every version
 *   header     JSON in UTF-8, readable without a key
 *   salt       32 random bytes: HKDF-SHA256(key, salt) gives this file's own keys
 *   key check  16 bytes that tell a wrong key from damage
 *   header MAC 32 bytes: HMAC-SHA256 over all before it
 *   checksum   32 bytes: SHA-256 over all before it; tells damage from a wrong passphrase before unlocking
 *   chunks     4 length, its top bit set on the last · AES-256-GCM of 1 MiB (the last: up to 1 MiB) · 16 tag
 *              IV: counter; AAD: header MAC, counter, last or not
 *
 * The chunks together are gzip of the archive (archive.ts).
 */
const magic = Buffer.from('MDBACKUP', 'latin1')
/** Format version that this program writes. */
export const backupVersion = 1
const preambleBytes = 18
const maxHeaderBytes = 1024 * 1024
const saltBytes = 32
const checkBytes = 16
const hashBytes = 32

/** What stands readable in a backup. It is under the MAC: after unlocking, a changed header is refused. */
export const BackupHeader = z.object({
  format: z.literal('minidesk.backup'),
  version: z.literal(backupVersion),
  workspaceId: z.string().min(1).max(64),
  workspaceName: z.string().max(200),
  workspaceKind: z.enum(['live', 'practice']),
  appVersion: z.string().max(64),
  schemaVersion: z.int().min(0),
  madeAt: Instant,
  auditHead: z.object({ seq: z.int().min(0), mac: z.string().regex(/^([0-9a-f]{64})?$/) }),
  /** The vault's slots that open it anywhere: passphrase and recovery key. */
  vault: VaultDocument,
})
export type BackupHeader = z.infer<typeof BackupHeader>
/** The header as the maker of a backup gives it. */
export type NewBackupHeader = Omit<BackupHeader, 'format' | 'version'>

/** The keys of one file. */
export interface FileKeys {
  chunks: Buffer
  /** Bound into every chunk, so that no chunk fits another file or another header. */
  headerMac: Buffer
}

function derived(key: Uint8Array, salt: Uint8Array, use: 'chunks' | 'mac' | 'check'): Buffer {
  return subkey(key, `minidesk.backup.v1.${use}`, salt)
}

/** All bytes before the chunks, and the keys for these. */
export function writePrefix(header: NewBackupHeader, key: Uint8Array): { prefix: Buffer; keys: FileKeys } {
  const json = Buffer.from(
    JSON.stringify(BackupHeader.parse({ ...header, format: 'minidesk.backup', version: backupVersion })),
    'utf8',
  )
  if (json.length > maxHeaderBytes) throw new RangeError('backup header too long')
  const preamble = Buffer.alloc(preambleBytes)
  magic.copy(preamble)
  preamble.writeUInt16BE(backupVersion, 8)
  preamble.writeUInt32BE(json.length, 10)
  sha256(preamble.subarray(0, 14)).copy(preamble, 14, 0, 4)
  const salt = randomBytes(saltBytes)
  const open = Buffer.concat([preamble, json, salt, keyCheck(key, salt)])
  const headerMac = macOf(key, salt, open)
  const body = Buffer.concat([open, headerMac])
  return { prefix: Buffer.concat([body, sha256(body)]), keys: { chunks: derived(key, salt, 'chunks'), headerMac } }
}

/** The bytes before the chunks of a file on disk. */
export interface Prefix {
  header: BackupHeader
  /** Everything that the header MAC covers. */
  covered: Buffer
  salt: Buffer
  keyCheck: Buffer
  headerMac: Buffer
}

/**
 * Reads everything before the chunks; the handle then stands at the first chunk. Nothing is authentic yet.
 * @throws Fault `backup.notBackup`, `backup.damaged`, `backup.newerVersion`
 */
export async function readPrefix(handle: FileHandle): Promise<Prefix> {
  const preamble = await readExactly(handle, preambleBytes)
  if (!preamble.subarray(0, magic.length).equals(magic)) throw new Fault('backup.notBackup')
  if (!sha256(preamble.subarray(0, 14)).subarray(0, 4).equals(preamble.subarray(14))) throw new Fault('backup.damaged')
  const version = preamble.readUInt16BE(8)
  if (version > backupVersion) throw new Fault('backup.newerVersion', { params: { version } })
  const length = preamble.readUInt32BE(10)
  if (length > maxHeaderBytes) throw new Fault('backup.damaged')
  const rest = await readExactly(handle, length + saltBytes + checkBytes + hashBytes + hashBytes)
  const all = Buffer.concat([preamble, rest])
  const [body, checksum] = splitAtEnd(all, hashBytes)
  if (!sha256(body).equals(checksum)) throw new Fault('backup.damaged')
  const [covered, headerMac] = splitAtEnd(body, hashBytes)
  const [salted, check] = splitAtEnd(covered, checkBytes)
  const [open, salt] = splitAtEnd(salted, saltBytes)
  return { header: parseHeader(open.subarray(preambleBytes)), covered, salt, keyCheck: check, headerMac }
}

/**
 * The file's keys, once the key is proved to be the right one and the header to be unchanged.
 * @throws Fault `backup.wrongKey`, `backup.damaged`
 */
export function unlockPrefix(prefix: Prefix, key: Uint8Array): FileKeys {
  if (!timingSafeEqual(keyCheck(key, prefix.salt), prefix.keyCheck)) throw new Fault('backup.wrongKey')
  if (!timingSafeEqual(macOf(key, prefix.salt, prefix.covered), prefix.headerMac)) throw new Fault('backup.damaged')
  return { chunks: derived(key, prefix.salt, 'chunks'), headerMac: prefix.headerMac }
}

/**
 * What a backup says of itself, readable without a key: shown before a person unlocks it, trusted only afterwards.
 * @throws Fault `backup.fileMissing`, `backup.notBackup`, `backup.damaged`, `backup.newerVersion`
 */
export async function readBackupHeader(path: string): Promise<BackupHeader> {
  return withBackup(path, async (handle) => (await readPrefix(handle)).header)
}

/** Opens a backup for reading and closes it whatever happens. */
export async function withBackup<T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new Fault('backup.fileMissing', { cause })
  })
  try {
    return await use(handle)
  } catch (cause) {
    throw asReadFault(cause)
  } finally {
    await handle.close()
  }
}

/** @throws Fault `backup.damaged` where the file ends before */
export async function readExactly(handle: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, null)
    if (bytesRead === 0) throw new Fault('backup.damaged')
    done += bytesRead
  }
  return bytes
}

function parseHeader(json: Buffer): BackupHeader {
  let value: unknown
  try {
    value = JSON.parse(json.toString('utf8'))
  } catch {
    throw new Fault('backup.damaged')
  }
  const parsed = BackupHeader.safeParse(value)
  if (!parsed.success || parsed.data.vault.workspaceId !== parsed.data.workspaceId) throw new Fault('backup.damaged')
  return parsed.data
}

function keyCheck(key: Uint8Array, salt: Uint8Array): Buffer {
  return derived(key, salt, 'check').subarray(0, checkBytes)
}

function macOf(key: Uint8Array, salt: Uint8Array, bytes: Uint8Array): Buffer {
  return createHmac('sha256', derived(key, salt, 'mac')).update(bytes).digest()
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function splitAtEnd(bytes: Buffer, tail: number): [Buffer, Buffer] {
  return [bytes.subarray(0, bytes.length - tail), bytes.subarray(bytes.length - tail)]
}
