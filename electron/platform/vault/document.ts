import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { Instant } from '@shared/contract/values'
import { canonicalJson } from '../audit/canonical-json'
import { Fault } from '../errors/fault'
import { keyBytes, subkey } from './cipher'
import { systemCode } from './durable-file'

/** Format version that this program writes into `vault.json`. */
export const documentVersion = 1

const maxDocumentBytes = 256 * 1024
const maxScryptMemory = 1024 ** 3

const Base64Url = z.string().regex(/^[\w-]*$/)
const sized = (bytes: number) =>
  Base64Url.length(Math.ceil((bytes * 4) / 3)).refine((text) => Buffer.from(text, 'base64url').length === bytes)

const slotBase = {
  id: z.uuid(),
  createdAt: Instant,
  lastUsedAt: Instant.optional(),
  salt: sized(16),
  /** The data key under this slot's key. */
  wrapped: z.strictObject({ iv: sized(12), ct: sized(keyBytes), tag: sized(16) }),
}

const PlatformSlot = z.strictObject({
  ...slotBase,
  kind: z.literal('platform'),
  backend: z.string().min(1).max(64),
  sealed: Base64Url.min(1).max(16_384),
})

/** Bounds keep an edited file from making scrypt trivial or from taking the machine's memory. */
export const ScryptCost = z
  .strictObject({
    N: z.int().min(2 ** 14).max(2 ** 20),
    r: z.int().min(8).max(32),
    p: z.int().min(1).max(4),
  })
  .refine(({ N, r }) => Number.isInteger(Math.log2(N)) && 128 * N * r <= maxScryptMemory)
export type ScryptCost = z.infer<typeof ScryptCost>

const PassphraseSlot = z.strictObject({ ...slotBase, kind: z.literal('passphrase'), scrypt: ScryptCost })
const KeyFileSlot = z.strictObject({ ...slotBase, kind: z.literal('keyFile') })
const RecoverySlot = z.strictObject({ ...slotBase, kind: z.literal('recovery') })

export const Slot = z.discriminatedUnion('kind', [PlatformSlot, PassphraseSlot, KeyFileSlot, RecoverySlot])
export type Slot = z.infer<typeof Slot>
export type SlotKind = Slot['kind']

/** Several slots of one data key. Holds no key in the clear. */
export const VaultDocument = z.strictObject({
  format: z.literal('minidesk.vault'),
  version: z.literal(documentVersion),
  workspaceId: z.string().min(1).max(64),
  /** Names the data key; not secret. */
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  createdAt: Instant,
  slots: z.array(Slot).min(1).max(16),
  /** HMAC under the data key: proves after unlocking that nobody changed the file. */
  mac: sized(32),
  /** SHA-256 of the rest: tells a damaged file from a wrong passphrase before unlocking. */
  checksum: sized(32),
})
export type VaultDocument = z.infer<typeof VaultDocument>
export type UnsignedDocument = Omit<VaultDocument, 'mac' | 'checksum'>

/** Adds the MAC under the data key and the checksum. */
export function signDocument(document: UnsignedDocument, dataKey: Uint8Array): VaultDocument {
  const { format, version, workspaceId, keyId, createdAt, slots } = document
  const body = { format, version, workspaceId, keyId, createdAt, slots }
  const signed = { ...body, mac: macOf(body, dataKey).toString('base64url') }
  return { ...signed, checksum: checksumOf(signed) }
}

/** Whether the document is as the holder of the data key left it. */
export function isAuthentic(document: VaultDocument, dataKey: Uint8Array): boolean {
  const { mac, checksum: _checksum, ...body } = document
  return timingSafeEqual(macOf(body, dataKey), Buffer.from(mac, 'base64url'))
}

function macOf(body: UnsignedDocument, dataKey: Uint8Array): Buffer {
  const key = subkey(dataKey, 'minidesk.vault.document')
  const mac = createHmac('sha256', key).update(canonicalJson(body)).digest()
  key.fill(0)
  return mac
}

function checksumOf(document: Omit<VaultDocument, 'checksum'>): string {
  return createHash('sha256').update(canonicalJson(document)).digest('base64url')
}

/**
 * Checks a document from outside: form and checksum. Whether it is authentic shows only after unlocking.
 * @throws Fault `vault.newerVersion`, `vault.damaged`
 */
export function parseDocument(value: unknown): VaultDocument {
  const newer = z.object({ format: z.literal('minidesk.vault'), version: z.int().gt(documentVersion) }).safeParse(value)
  if (newer.success) throw new Fault('vault.newerVersion', { params: { version: newer.data.version } })
  const parsed = VaultDocument.safeParse(value)
  if (!parsed.success) throw new Fault('vault.damaged')
  const { checksum, ...rest } = parsed.data
  if (checksumOf(rest) !== checksum) throw new Fault('vault.damaged')
  return parsed.data
}

/**
 * Reads `vault.json`.
 * @throws Fault `vault.missing`, `vault.newerVersion`, `vault.damaged`
 */
export async function readDocument(path: string): Promise<VaultDocument> {
  let text: string
  try {
    if ((await stat(path)).size > maxDocumentBytes) throw new Fault('vault.damaged')
    text = await readFile(path, 'utf8')
  } catch (cause) {
    throw systemCode(cause) === 'ENOENT' ? new Fault('vault.missing', { cause }) : cause
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parse error would quote the file, so it is not kept as the cause.
    throw new Fault('vault.damaged')
  }
  return parseDocument(value)
}

/** `vault.json` as text. */
export function documentText(document: VaultDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`
}
