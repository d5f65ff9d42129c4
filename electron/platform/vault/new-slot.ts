import { randomBytes } from 'node:crypto'
import { Fault } from '../errors/fault'
import { keyBytes } from './cipher'
import type { ScryptCost } from './document'
import { readOrCreateKeyFile } from './key-file'
import { assertStrong, defaultScryptCost, passphraseSecret } from './passphrase'
import { isTrustedBackend, type PlatformSeal } from './platform-seal'
import { newRecoveryKey } from './recovery-key'
import { draftBase, type SlotDraft } from './slot-key'

/** A way to open the vault that is to be added. */
export type SlotRequest =
  | { kind: 'platform'; platform: PlatformSeal }
  | { kind: 'passphrase'; passphrase: string; cost?: ScryptCost }
  | { kind: 'keyFile'; path: string }
  | { kind: 'recovery' }

/** A slot that lacks only the wrapped data key. `secret` is to be wiped after use. */
export interface PreparedSlot {
  draft: SlotDraft
  secret: Buffer
  /** The text to print, for a recovery slot; exists nowhere else. */
  recoveryKey: string | undefined
}

/**
 * Does the slow part of a new slot (scrypt, key store, key file) without the data key.
 * @throws Fault `vault.passphraseTooWeak`, `vault.backendRefused`, `vault.platformFailed`, `vault.keyFile…`
 */
export async function prepareSlot(request: SlotRequest, vaultDir: string, now: string): Promise<PreparedSlot> {
  const base = draftBase(now)
  switch (request.kind) {
    case 'platform':
      return { ...(await sealedByPlatform(request.platform, base)), recoveryKey: undefined }
    case 'passphrase': {
      assertStrong(request.passphrase)
      const scrypt = request.cost ?? defaultScryptCost
      const secret = await passphraseSecret(request.passphrase, Buffer.from(base.salt, 'base64url'), scrypt)
      return { draft: { ...base, kind: 'passphrase', scrypt }, secret, recoveryKey: undefined }
    }
    case 'keyFile': {
      const secret = await readOrCreateKeyFile(request.path, vaultDir)
      return { draft: { ...base, kind: 'keyFile' }, secret, recoveryKey: undefined }
    }
    case 'recovery': {
      const { text, secret } = newRecoveryKey()
      return { draft: { ...base, kind: 'recovery' }, secret, recoveryKey: text }
    }
  }
}

async function sealedByPlatform(
  platform: PlatformSeal,
  base: ReturnType<typeof draftBase>,
): Promise<{ draft: SlotDraft; secret: Buffer }> {
  const backend = platform.name()
  if (!isTrustedBackend(backend)) throw new Fault('vault.backendRefused', { params: { backend } })
  const secret = randomBytes(keyBytes)
  let sealed: Uint8Array
  try {
    if (!(await platform.available())) throw new Error('not available')
    sealed = await platform.seal(secret)
    // A store that cannot give back what it took must not become the way in.
    const back = Buffer.from(await platform.unseal(sealed))
    if (!back.equals(secret)) throw new Error('gave back other bytes')
    back.fill(0)
  } catch (cause) {
    secret.fill(0)
    throw new Fault('vault.platformFailed', { params: { backend }, retry: 'safe', cause })
  }
  return { draft: { ...base, kind: 'platform', backend, sealed: Buffer.from(sealed).toString('base64url') }, secret }
}
