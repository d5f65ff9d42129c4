import { beforeEach, describe, expect, it } from 'vitest'
import { platformSeal } from '../../electron/shells/desktop/safe-storage'
import { argsOf, resetElectron, safeStorage, world } from '../doubles/electron'

const noPause = async () => undefined
const seal = (system: NodeJS.Platform) => platformSeal(safeStorage, system, noPause)
const secret = Uint8Array.from([0, 255, 13, 10, 128])

beforeEach(() => resetElectron())

describe('row 21: the key store of the system', () => {
  it.each([
    ['darwin', 'basic_text', 'keychain', true],
    ['win32', 'basic_text', 'dpapi', true],
    ['linux', 'gnome_libsecret', 'gnome_libsecret', true],
    ['linux', 'kwallet', 'kwallet', true],
    ['linux', 'kwallet5', 'kwallet5', true],
    ['linux', 'kwallet6', 'kwallet6', true],
    ['linux', 'basic_text', 'basic_text', false],
    ['linux', 'unknown', 'unknown', false],
  ] as const)('on %s with %s is called %s and used: %s', async (system, backend, name, used) => {
    world.backend = backend
    const store = seal(system)
    expect(store.name()).toBe(name)
    // Electron says "available" for the fallback with a published key too.
    expect(await store.available()).toBe(used)
    if (!used) {
      await expect(store.seal(secret)).rejects.toThrow(name)
      await expect(store.unseal(secret)).rejects.toThrow(name)
    }
    expect(argsOf('safeStorage.setUsePlainTextEncryption')).toEqual([])
  })

  it('is not available where Electron says so', async () => {
    world.encryption = false
    expect(await seal('darwin').available()).toBe(false)
  })

  it('gives back exactly the bytes that it took, and keeps others', async () => {
    const store = seal('linux')
    const sealed = await store.seal(secret)
    expect(Buffer.from(sealed).equals(Buffer.from(secret))).toBe(false)
    expect([...(await store.unseal(sealed))]).toEqual([...secret])
  })

  it('is asked again while it is being unlocked', async () => {
    const store = seal('linux')
    const sealed = await store.seal(secret)
    world.decryptErrors = [new Error('Decryption is temporarily unavailable'), new Error('temporarily unavailable')]
    expect([...(await store.unseal(sealed))]).toEqual([...secret])
    expect(argsOf('safeStorage.decryptStringAsync')).toHaveLength(3)
  })

  it('fails after a while, and at once for any other reason', async () => {
    const store = seal('linux')
    world.decryptErrors = Array.from({ length: 9 }, () => new Error('temporarily unavailable'))
    await expect(store.unseal(secret)).rejects.toThrow('temporarily')
    expect(argsOf('safeStorage.decryptStringAsync')).toHaveLength(4)
    world.decryptErrors = [new Error('wrong key')]
    await expect(store.unseal(secret)).rejects.toThrow('wrong key')
    expect(argsOf('safeStorage.decryptStringAsync')).toHaveLength(5)
  })
})
