import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createVault, isTrustedBackend, openVault, type SlotRequest } from './index'
import { faultOf, passphraseSlot, temporaryFolder, TestKeyStore, vaultText, workspaceId } from './vault.fixture'

const posix = process.platform !== 'win32'

async function vaultWith(...slots: SlotRequest[]) {
  const dir = join(await temporaryFolder(), 'workspace')
  const { vault } = await createVault(dir, { workspaceId, slots: [passphraseSlot, ...slots] })
  return { dir, vault }
}

async function reopen(dir: string, means: Parameters<Awaited<ReturnType<typeof openVault>>['unlockAutomatically']>[0]) {
  return (await openVault(dir)).unlockAutomatically(means)
}

describe('the system’s key store', () => {
  it('opens the vault by itself', async () => {
    const platform = new TestKeyStore()
    const { dir, vault } = await vaultWith({ kind: 'platform', platform })
    expect(vault.slots()[1]).toMatchObject({ kind: 'platform', backend: platform.backend })
    expect(await reopen(dir, { platform })).toEqual({ state: 'unlocked' })
  })

  it.each([
    ['a changed backend', 'backendChanged', (s: TestKeyStore) => (s.backend = posix ? 'kwallet5' : 'other')],
    ['a constant-key backend', 'backendRefused', (s: TestKeyStore) => (s.backend = 'basic_text')],
    ['a store that is not ready', 'platformUnavailable', (s: TestKeyStore) => (s.ready = false)],
    ['a failing unseal', 'unsealFailed', (s: TestKeyStore) => (s.failing = true)],
  ])('%s locks the vault and changes nothing', async (_name, why, spoil) => {
    const platform = new TestKeyStore()
    const { dir } = await vaultWith({ kind: 'platform', platform })
    const before = await vaultText(dir)
    const original = platform.backend
    spoil(platform)
    expect(await reopen(dir, { platform })).toEqual({
      state: 'locked',
      problems: [expect.objectContaining({ kind: 'platform', why })],
    })
    expect(await vaultText(dir)).toBe(before)
    Object.assign(platform, { backend: original, ready: true, failing: false })
    expect(await reopen(dir, { platform })).toEqual({ state: 'unlocked' })
  })

  it('of another computer, or none, does not open it', async () => {
    const { dir } = await vaultWith({ kind: 'platform', platform: new TestKeyStore() })
    expect(await reopen(dir, { platform: new TestKeyStore() })).toMatchObject({ problems: [{ why: 'unsealFailed' }] })
    expect(await reopen(dir, {})).toMatchObject({ problems: [{ why: 'platformMissing' }] })
  })

  it('is refused as a slot where it does not protect', async () => {
    const platform = new TestKeyStore()
    const { vault } = await vaultWith()
    platform.backend = 'basic_text'
    await expect(vault.addSlot({ kind: 'platform', platform })).rejects.toMatchObject(faultOf('vault.backendRefused'))
    platform.backend = 'unknown'
    await expect(vault.addSlot({ kind: 'platform', platform })).rejects.toMatchObject(faultOf('vault.backendRefused'))
    platform.backend = new TestKeyStore().backend
    platform.failing = true
    await expect(vault.addSlot({ kind: 'platform', platform })).rejects.toMatchObject(faultOf('vault.platformFailed'))
    expect(vault.slots()).toHaveLength(1)
  })

  it.each([
    ['linux', 'gnome_libsecret', true],
    ['linux', 'kwallet6', true],
    ['linux', 'basic_text', false],
    ['linux', 'unknown', false],
    ['linux', 'keychain', false],
    ['darwin', 'keychain', true],
    ['win32', 'dpapi', true],
    ['win32', '', false],
    ['darwin', 'basic_text', false],
  ] as const)('on %s, %s is trusted: %s', (system, name, trusted) => {
    expect(isTrustedBackend(name, system)).toBe(trusted)
  })
})

describe('a key file', () => {
  it('is made for its owner alone, opens the vault, and may serve several', async () => {
    const keyFile = join(await temporaryFolder(), 'keys', 'minidesk.key')
    const { dir } = await vaultWith({ kind: 'keyFile', path: keyFile })
    const text = await readFile(keyFile, 'utf8')
    if (posix) expect((await stat(keyFile)).mode & 0o777).toBe(0o600)
    expect(await reopen(dir, { keyFilePath: keyFile })).toEqual({ state: 'unlocked' })

    const other = await vaultWith({ kind: 'keyFile', path: keyFile })
    expect(await readFile(keyFile, 'utf8')).toBe(text)
    expect(await reopen(other.dir, { keyFilePath: keyFile })).toEqual({ state: 'unlocked' })
    expect(await vaultText(dir)).not.toContain(text.trim().split(' ').at(-1))
  })

  it('missing, damaged or another one leaves the vault locked with the reason', async () => {
    const folder = await temporaryFolder()
    const keyFile = join(folder, 'a.key')
    const { dir } = await vaultWith({ kind: 'keyFile', path: keyFile })
    expect(await reopen(dir, { keyFilePath: join(folder, 'none') })).toMatchObject(
      { problems: [{ why: 'keyFileMissing' }] },
    )
    await vaultWith({ kind: 'keyFile', path: join(folder, 'b.key') })
    expect(await reopen(dir, { keyFilePath: join(folder, 'b.key') })).toMatchObject(
      { problems: [{ why: 'notThisVault' }] },
    )
    await writeFile(keyFile, 'rubbish')
    expect(await reopen(dir, { keyFilePath: keyFile })).toMatchObject({ problems: [{ why: 'keyFileDamaged' }] })
  })

  it('that others may read, or that is a link, is refused', async () => {
    const folder = await temporaryFolder()
    const keyFile = join(folder, 'a.key')
    const { dir, vault } = await vaultWith({ kind: 'keyFile', path: keyFile })
    if (!posix) return
    await symlink(keyFile, join(folder, 'link.key'))
    expect(await reopen(dir, { keyFilePath: join(folder, 'link.key') })).toMatchObject({
      problems: [{ why: 'keyFileTooOpen' }],
    })
    for (const mode of [0o640, 0o604, 0o660, 0o777]) {
      await chmod(keyFile, mode)
      expect(await reopen(dir, { keyFilePath: keyFile })).toMatchObject({ problems: [{ why: 'keyFileTooOpen' }] })
      await expect(vault.addSlot({ kind: 'keyFile', path: keyFile })).rejects.toMatchObject(
        faultOf('vault.keyFileTooOpen'),
      )
    }
    await chmod(keyFile, 0o400)
    expect(await reopen(dir, { keyFilePath: keyFile })).toEqual({ state: 'unlocked' })
  })

  it('may not lie in the workspace, also not through a link', async () => {
    const { dir, vault } = await vaultWith()
    await mkdir(join(dir, 'files'))
    const inside = [join(dir, 'a.key'), join(dir, 'files', 'a.key'), join(dir, '..', 'workspace', 'a.key')]
    if (posix) {
      const link = join(await temporaryFolder(), 'link')
      await symlink(dir, link)
      inside.push(join(link, 'a.key'))
    }
    for (const path of inside)
      await expect(vault.addSlot({ kind: 'keyFile', path })).rejects.toMatchObject(faultOf('vault.keyFileInWorkspace'))
    await expect(vault.addSlot({ kind: 'keyFile', path: join(dir, '..', 'a.key') })).resolves.toBeDefined()
  })

  it('is made once by two that ask at the same time', async () => {
    const keyFile = join(await temporaryFolder(), 'a.key')
    const vaults = await Promise.all([1, 2, 3].map(() => vaultWith({ kind: 'keyFile', path: keyFile })))
    for (const { dir } of vaults) expect(await reopen(dir, { keyFilePath: keyFile })).toEqual({ state: 'unlocked' })
  })
})
