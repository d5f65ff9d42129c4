import { Fault } from '../errors/fault'
import type { Slot, SlotKind, VaultDocument } from './document'
import { readKeyFile } from './key-file'
import { isPlausible, passphraseSecret } from './passphrase'
import { isTrustedBackend, type PlatformSeal } from './platform-seal'
import { parseRecoveryKey, type RecoveryKeySlip } from './recovery-key'
import { unwrapDataKey } from './slot-key'

/** Why a slot did not open by itself; the text stands under `vault.problems.<why>`. */
export type SlotTrouble =
  | 'platformMissing'
  | 'backendRefused'
  | 'backendChanged'
  | 'platformUnavailable'
  | 'unsealFailed'
  | 'keyFileMissing'
  | 'keyFileTooOpen'
  | 'keyFileDamaged'
  | 'notThisVault'

export interface SlotProblem {
  slotId: string
  kind: SlotKind
  why: SlotTrouble
  /** For `backendChanged` and `backendRefused`: the backend of today. */
  backend?: string
}

/** What opens the vault without a person. Each may be left out where the shell has none. */
export interface AutomaticMeans {
  platform?: PlatformSeal | undefined
  keyFilePath?: string | undefined
}

/** A data key and the slot it came from. */
export interface Opened {
  slotId: string
  dataKey: Buffer
}

type SlotOf<K extends SlotKind> = Extract<Slot, { kind: K }>

/** Slots of one kind. */
export function slotsOf<K extends SlotKind>(document: VaultDocument, kind: K): SlotOf<K>[] {
  return document.slots.filter((slot): slot is SlotOf<K> => slot.kind === kind)
}

/** Tries the platform's slots, then the key file's. What does not open is told, never treated as empty. */
export async function openAutomatically(
  document: VaultDocument,
  means: AutomaticMeans,
): Promise<{ opened: Opened | undefined; problems: SlotProblem[] }> {
  const problems: SlotProblem[] = []
  for (const slot of slotsOf(document, 'platform')) {
    const result = await openPlatformSlot(document, slot, means.platform)
    if ('dataKey' in result) return { opened: result, problems }
    problems.push(result)
  }
  for (const slot of slotsOf(document, 'keyFile')) {
    const result = await openKeyFileSlot(document, slot, means.keyFilePath)
    if ('dataKey' in result) return { opened: result, problems }
    problems.push(result)
  }
  return { opened: undefined, problems }
}

async function openPlatformSlot(
  document: VaultDocument,
  slot: SlotOf<'platform'>,
  platform: PlatformSeal | undefined,
): Promise<Opened | SlotProblem> {
  const problem = (why: SlotTrouble, backend?: string): SlotProblem => ({
    slotId: slot.id,
    kind: slot.kind,
    why,
    ...(backend === undefined ? {} : { backend }),
  })
  if (!platform) return problem('platformMissing')
  const backend = platform.name()
  if (!isTrustedBackend(backend)) return problem('backendRefused', backend)
  if (backend !== slot.backend) return problem('backendChanged', backend)
  let secret: Buffer
  try {
    if (!(await platform.available())) return problem('platformUnavailable')
    secret = Buffer.from(await platform.unseal(Buffer.from(slot.sealed, 'base64url')))
  } catch {
    return problem('unsealFailed')
  }
  return unwrapped(document, slot, secret) ?? problem('notThisVault')
}

async function openKeyFileSlot(
  document: VaultDocument,
  slot: SlotOf<'keyFile'>,
  path: string | undefined,
): Promise<Opened | SlotProblem> {
  const problem = (why: SlotTrouble): SlotProblem => ({ slotId: slot.id, kind: slot.kind, why })
  if (path === undefined) return problem('keyFileMissing')
  try {
    return unwrapped(document, slot, await readKeyFile(path)) ?? problem('notThisVault')
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    if (cause.code === 'vault.keyFileMissing') return problem('keyFileMissing')
    return problem(cause.code === 'vault.keyFileTooOpen' ? 'keyFileTooOpen' : 'keyFileDamaged')
  }
}

/**
 * The data key by passphrase, or `undefined` for a wrong one.
 * @throws Fault `vault.noPassphrase` where the vault has no such slot
 */
export async function openWithPassphrase(document: VaultDocument, passphrase: string): Promise<Opened | undefined> {
  const slots = slotsOf(document, 'passphrase')
  if (slots.length === 0) throw new Fault('vault.noPassphrase')
  if (!isPlausible(passphrase)) return undefined
  for (const slot of slots) {
    const secret = await passphraseSecret(passphrase, Buffer.from(slot.salt, 'base64url'), slot.scrypt)
    const opened = unwrapped(document, slot, secret)
    if (opened) return opened
  }
  return undefined
}

/**
 * The data key by the printed recovery key.
 * @throws Fault `vault.recoveryKeySlip` naming the group with the typing slip; `vault.wrongRecoveryKey`;
 *   `vault.noRecoveryKey` where the vault has no such slot
 */
export function openWithRecoveryKey(document: VaultDocument, typed: string): Opened {
  const slots = slotsOf(document, 'recovery')
  if (slots.length === 0) throw new Fault('vault.noRecoveryKey')
  const read = parseRecoveryKey(typed)
  if (!read.ok) throw slipFault(read.slip)
  for (const slot of slots) {
    const opened = unwrapped(document, slot, Buffer.from(read.secret))
    if (opened) {
      read.secret.fill(0)
      return opened
    }
  }
  read.secret.fill(0)
  throw new Fault('vault.wrongRecoveryKey')
}

function slipFault(slip: RecoveryKeySlip): Fault {
  const { kind, ...params } = slip
  const code = {
    character: 'vault.recoveryKeyCharacter',
    groupLength: 'vault.recoveryKeyGroupLength',
    checksum: 'vault.recoveryKeyGroup',
    length: 'vault.recoveryKeyLength',
  }[kind]
  return new Fault('vault.recoveryKeySlip', { fields: [{ path: 'recoveryKey', code, params }] })
}

/** Wipes `secret`. */
function unwrapped(document: VaultDocument, slot: Slot, secret: Buffer): Opened | undefined {
  const dataKey = unwrapDataKey(slot, document, secret)
  secret.fill(0)
  return dataKey && { slotId: slot.id, dataKey }
}
