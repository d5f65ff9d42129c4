import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Fault } from '../errors/fault'
import type { PlatformSeal } from './platform-seal'

export const workspaceId = '0190a1b2-0000-7000-8000-000000000001'
export const passphrase = 'correct horse battery staple'
/** The cheapest cost that a vault accepts. */
export const cost = { N: 2 ** 14, r: 8, p: 1 }
export const passphraseSlot = { kind: 'passphrase', passphrase, cost } as const

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'minidesk-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A key store with a key of its own, as each machine has one. */
export class TestKeyStore implements PlatformSeal {
  backend = process.platform === 'linux' ? 'gnome_libsecret' : 'test'
  ready = true
  failing = false
  readonly #key = randomBytes(32)

  name(): string {
    return this.backend
  }
  available(): boolean {
    return this.ready
  }
  seal(bytes: Uint8Array): Promise<Uint8Array> {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv)
    return Promise.resolve(Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]))
  }
  async unseal(sealed: Uint8Array): Promise<Uint8Array> {
    if (this.failing) throw new Error('keyring closed')
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, 12))
    decipher.setAuthTag(sealed.subarray(-16))
    return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
  }
}

export const vaultFile = (dir: string) => join(dir, 'vault.json')
export const vaultText = (dir: string) => readFile(vaultFile(dir), 'utf8')

/** Changes the parsed file and writes it back without repairing anything. */
export async function editVault(dir: string, edit: (document: Record<string, unknown>) => void): Promise<void> {
  const document = JSON.parse(await vaultText(dir)) as Record<string, unknown>
  edit(document)
  await writeFile(vaultFile(dir), JSON.stringify(document))
}

/** For `expect(…).rejects`. */
export const faultOf = (code: string, details: Partial<Fault> = {}) => ({ name: 'Fault', code, ...details })
