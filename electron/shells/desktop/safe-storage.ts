import { setTimeout as wait } from 'node:timers/promises'
import type { SafeStorage } from 'electron'
import { isTrustedBackend, type PlatformSeal } from '../../platform/vault'

type Store = Pick<
  SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>

/** A keychain that is just being unlocked says so; these are the pauses before it is asked again. */
const pausesMs = [200, 1_000, 3_000]

/**
 * The system's key store as the vault wants it (architecture-anchors §4.1). That the store is available says nothing
 * about its strength on Linux, where a fallback with a published key always is; so its name is checked too, here as in
 * the vault. The key that the fallback would use in memory is never asked for.
 */
export function platformSeal(
  store: Store,
  system: NodeJS.Platform = process.platform,
  pause: (milliseconds: number) => Promise<unknown> = wait,
): PlatformSeal {
  const name = () => {
    if (system === 'darwin') return 'keychain'
    if (system === 'win32') return 'dpapi'
    return store.getSelectedStorageBackend()
  }
  const assertTrusted = () => {
    if (!isTrustedBackend(name(), system)) throw new Error(`key store ${name()} protects nothing`)
  }
  return {
    name,
    available: async () => isTrustedBackend(name(), system) && (await store.isAsyncEncryptionAvailable()),
    seal: async (bytes) => {
      assertTrusted()
      return store.encryptStringAsync(Buffer.from(bytes).toString('base64'))
    },
    unseal: async (sealed) => {
      assertTrusted()
      const { result } = await retried(() => store.decryptStringAsync(Buffer.from(sealed)), pause)
      return Buffer.from(result, 'base64')
    },
  }
}

async function retried<T>(open: () => Promise<T>, pause: (milliseconds: number) => Promise<unknown>): Promise<T> {
  for (const milliseconds of pausesMs) {
    try {
      return await open()
    } catch (cause) {
      if (!(cause instanceof Error) || !/temporarily unavailable/iu.test(cause.message)) throw cause
      await pause(milliseconds)
    }
  }
  return open()
}
