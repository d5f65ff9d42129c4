import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ManualClock } from '../clock/clock'
import { createVault, openVault } from './index'
import {
  cost,
  faultOf,
  passphrase,
  passphraseSlot,
  temporaryFolder,
  TestKeyStore,
  vaultText,
  workspaceId,
} from './vault.fixture'

const posix = process.platform !== 'win32'

async function newVault() {
  const dir = await temporaryFolder()
  const clock = new ManualClock('2026-11-22T06:05:00.000Z')
  const { vault, recoveryKey } = await createVault(dir, {
    workspaceId,
    slots: [passphraseSlot, { kind: 'recovery' }],
    clock,
  })
  return { dir, clock, vault, recoveryKey: recoveryKey ?? '' }
}

describe('a vault', () => {
  it('opens again with its passphrase and its recovery key, and gives the sealed text back', async () => {
    const { dir, vault, recoveryKey } = await newVault()
    const sealed = vault.seal('apps.secret:1', 'sécret 密')
    const key = vault.deriveKey('audit')

    const byPassphrase = await openVault(dir, { workspaceId })
    expect(byPassphrase.state()).toEqual({ state: 'locked', problems: [] })
    expect(await byPassphrase.unlockWithPassphrase(passphrase)).toEqual({ state: 'unlocked' })
    expect(byPassphrase.open('apps.secret:1', sealed).toString()).toBe('sécret 密')

    const byRecoveryKey = await openVault(dir)
    await byRecoveryKey.unlockWithRecoveryKey(recoveryKey.toLowerCase().replaceAll('-', ' '))
    expect(byRecoveryKey.open('apps.secret:1', sealed).toString()).toBe('sécret 密')
    expect(byRecoveryKey.deriveKey('audit').equals(key)).toBe(true)
    expect(byRecoveryKey.deriveKey('backup').equals(key)).toBe(false)
  })

  it('keeps no secret in its file, and the file is for its owner alone', async () => {
    const { dir, vault, recoveryKey } = await newVault()
    const text = await vaultText(dir)
    const derived = vault.deriveKey('audit').toString('base64url')
    for (const secret of [passphrase, recoveryKey, recoveryKey.replaceAll('-', ''), derived])
      expect(text).not.toContain(secret)
    if (posix) expect((await stat(join(dir, 'vault.json'))).mode & 0o777).toBe(0o600)
    expect(await readdir(dir)).toEqual(['vault.json'])
  })

  it('tells of its slots without key material', async () => {
    const { dir, clock } = await newVault()
    const vault = await openVault(dir, { clock })
    clock.advance(60_000)
    await vault.unlockWithPassphrase(passphrase)
    expect(vault.slots()).toEqual([
      {
        id: expect.any(String),
        kind: 'passphrase',
        createdAt: '2026-11-22T06:05:00.000Z',
        lastUsedAt: '2026-11-22T06:06:00.000Z',
      },
      { id: expect.any(String), kind: 'recovery', createdAt: '2026-11-22T06:05:00.000Z' },
    ])
    expect((await openVault(dir)).slots()).toEqual(vault.slots())
  })

  it('is never made over an existing one', async () => {
    const { dir } = await newVault()
    const before = await vaultText(dir)
    await expect(createVault(dir, { workspaceId, slots: [passphraseSlot] })).rejects.toMatchObject(
      faultOf('vault.exists'),
    )
    await writeFile(join(dir, 'vault.json'), 'broken')
    await expect(createVault(dir, { workspaceId, slots: [passphraseSlot] })).rejects.toMatchObject(
      faultOf('vault.exists'),
    )
    expect(await readFile(join(dir, 'vault.json'), 'utf8')).toBe('broken')
    expect(before).not.toBe('broken')
  })

  it('makes one vault when two are asked for at once', async () => {
    const dir = await temporaryFolder()
    const create = () => createVault(dir, { workspaceId, slots: [passphraseSlot] })
    const results = await Promise.allSettled([create(), create(), create()])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect((await openVault(dir)).unlockWithPassphrase(passphrase)).resolves.toEqual({ state: 'unlocked' })
  })

  it('refuses a weak passphrase at its field and leaves no file', async () => {
    const dir = await temporaryFolder()
    await expect(
      createVault(dir, { workspaceId, slots: [{ kind: 'passphrase', passphrase: '111111111111', cost }] }),
    ).rejects.toMatchObject(
      faultOf('vault.passphraseTooWeak', {
        fields: [expect.objectContaining({ path: 'passphrase', code: 'vault.passphraseTooGuessable' })],
      }),
    )
    expect(await readdir(dir)).toEqual([])
    await expect(createVault(dir, { workspaceId, slots: [] })).rejects.toMatchObject(faultOf('vault.noSlot'))
  })

  it('does nothing while locked, and forgets its keys', async () => {
    const { vault } = await newVault()
    const sealed = vault.seal('a', 'b')
    vault.lock()
    expect(vault.state().state).toBe('locked')
    for (const act of [() => vault.seal('a', 'b'), () => vault.open('a', sealed), () => vault.deriveKey('audit')])
      expect(act).toThrow(expect.objectContaining(faultOf('vault.locked')))
    await expect(vault.addSlot({ kind: 'recovery' })).rejects.toMatchObject(faultOf('vault.locked'))
    await expect(vault.removeSlot('x')).rejects.toMatchObject(faultOf('vault.locked'))
  })

  it('locked in the middle of a change, writes nothing signed with wiped keys', async () => {
    const { dir, vault } = await newVault()
    const before = await vaultText(dir)
    const change = vault.addSlot({ kind: 'passphrase', passphrase: 'another long passphrase', cost })
    vault.lock()
    await expect(change).rejects.toMatchObject(faultOf('vault.locked'))
    expect(await vaultText(dir)).toBe(before)
  })
})

describe('sealed texts', () => {
  it('open for their own purpose only', async () => {
    const { vault } = await newVault()
    const sealed = vault.seal('apps.secret:1', 'one')
    expect(sealed).toMatch(new RegExp(`^v1\\.${vault.keyId}\\.[\\w-]{16}\\.[\\w-]*\\.[\\w-]{22}$`))
    expect(() => vault.open('apps.secret:2', sealed)).toThrow(expect.objectContaining(faultOf('vault.cannotOpen')))
    expect(vault.seal('apps.secret:1', 'one')).not.toBe(sealed)
    expect(vault.open('x', vault.seal('x', '')).toString()).toBe('')
    expect(vault.open('x', vault.seal('x', Buffer.from([0, 255, 1])))).toEqual(Buffer.from([0, 255, 1]))
  })

  it('are refused after any change', async () => {
    const { vault } = await newVault()
    const parts = vault.seal('p', 'a secret of some length').split('.')
    for (const index of [2, 3, 4]) {
      const bytes = Buffer.from(parts[index] ?? '', 'base64url')
      for (let at = 0; at < bytes.length; at++) {
        const flipped = Buffer.from(bytes)
        flipped[at] = (flipped[at] ?? 0) ^ 1
        const text = parts.with(index, flipped.toString('base64url')).join('.')
        expect(() => vault.open('p', text)).toThrow(expect.objectContaining(faultOf('vault.cannotOpen')))
      }
    }
    const short = parts.with(4, Buffer.from(parts[4] ?? '', 'base64url').subarray(0, 4).toString('base64url')).join('.')
    for (const text of ['', 'v1', parts.with(0, 'v2').join('.'), `${parts.join('.')}.x`, short])
      expect(() => vault.open('p', text)).toThrow(expect.objectContaining(faultOf('vault.cannotOpen')))
  })

  it('of another vault are named as such', async () => {
    const [one, other] = [await newVault(), await newVault()]
    const sealed = one.vault.seal('p', 'x')
    expect(() => other.vault.open('p', sealed)).toThrow(expect.objectContaining(faultOf('vault.otherKey')))
    const renamed = sealed.split('.').with(1, other.vault.keyId).join('.')
    expect(() => other.vault.open('p', renamed)).toThrow(expect.objectContaining(faultOf('vault.cannotOpen')))
  })
})

describe('slots', () => {
  it('are added, used and removed, but never the last', async () => {
    const { dir, vault, recoveryKey } = await newVault()
    await vault.addSlot({ kind: 'passphrase', passphrase: 'a second good passphrase', cost })
    const first = vault.slots()[0]?.id ?? ''
    await vault.removeSlot(first)
    await expect((await openVault(dir)).unlockWithPassphrase(passphrase)).rejects.toMatchObject(
      faultOf('vault.wrongPassphrase'),
    )
    await (await openVault(dir)).unlockWithPassphrase('a second good passphrase')
    await expect(vault.removeSlot(first)).rejects.toMatchObject(faultOf('vault.slotUnknown'))
    await vault.removeSlot(vault.slots().find(({ kind }) => kind === 'passphrase')?.id ?? '')
    await expect(vault.removeSlot(vault.slots()[0]?.id ?? '')).rejects.toMatchObject(faultOf('vault.lastSlot'))
    await (await openVault(dir)).unlockWithRecoveryKey(recoveryKey)
    await expect((await openVault(dir)).unlockWithPassphrase(passphrase)).rejects.toMatchObject(
      faultOf('vault.noPassphrase'),
    )
  })

  it('give a new recovery key in place of the old one', async () => {
    const { dir, vault, recoveryKey } = await newVault()
    await expect(vault.addSlot({ kind: 'recovery' })).rejects.toMatchObject(faultOf('vault.recoveryKeyExists'))
    const fresh = await vault.replaceRecoveryKey()
    expect(vault.slots().filter(({ kind }) => kind === 'recovery')).toHaveLength(1)
    await expect((await openVault(dir)).unlockWithRecoveryKey(recoveryKey)).rejects.toMatchObject(
      faultOf('vault.wrongRecoveryKey'),
    )
    await expect((await openVault(dir)).unlockWithRecoveryKey(fresh)).resolves.toEqual({ state: 'unlocked' })
  })

  it('survive changes that run at the same time, also from two openings', async () => {
    const { dir, vault } = await newVault()
    const second = await openVault(dir)
    await second.unlockWithPassphrase(passphrase)
    const store = new TestKeyStore()
    await Promise.all([
      ...[1, 2, 3].map(() => vault.addSlot({ kind: 'platform', platform: store })),
      ...[1, 2, 3].map(() => second.addSlot({ kind: 'platform', platform: store })),
      vault.replaceRecoveryKey(),
    ])
    const kinds = (await openVault(dir)).slots().map(({ kind }) => kind)
    expect(kinds.toSorted()).toEqual(['passphrase', ...Array<string>(6).fill('platform'), 'recovery'])
    expect(await readdir(dir)).toEqual(['vault.json'])
  })

  it('are at most sixteen', async () => {
    const { vault } = await newVault()
    const store = new TestKeyStore()
    for (let count = 2; count < 16; count++) await vault.addSlot({ kind: 'platform', platform: store })
    await expect(vault.addSlot({ kind: 'platform', platform: store })).rejects.toMatchObject(
      faultOf('vault.tooManySlots'),
    )
  })
})

describe('wrong credentials', () => {
  it('a wrong passphrase is slowed down more each time, however the vault is opened', async () => {
    const { dir, clock } = await newVault()
    const attempt = async (typed: string) => (await openVault(dir, { clock })).unlockWithPassphrase(typed)
    const waits: unknown[] = []
    for (let count = 1; count <= 6; count++) {
      const fault = await attempt('wrong').catch((cause: unknown) => cause)
      expect(fault).toMatchObject(faultOf('vault.wrongPassphrase'))
      const { seconds } = (fault as { params: { seconds: number } }).params
      waits.push(seconds)
      if (seconds > 0) {
        await expect(attempt(passphrase)).rejects.toMatchObject(
          faultOf('vault.waitBeforeRetry', { params: { seconds } }),
        )
        clock.advance(seconds * 1000)
      }
    }
    expect(waits).toEqual([0, 0, 1, 2, 4, 8])
    await expect(attempt(passphrase)).resolves.toEqual({ state: 'unlocked' })
    await expect(attempt('wrong')).rejects.toMatchObject(
      faultOf('vault.wrongPassphrase', { params: { attempts: 1, seconds: 0 } }),
    )
  })

  it('guesses sent at the same time take their turn', async () => {
    const { dir, clock } = await newVault()
    const vault = await openVault(dir, { clock })
    const guesses = Array.from({ length: 6 }, (_, n) => vault.unlockWithPassphrase(`guess ${n}`))
    const results = await Promise.allSettled(guesses)
    const codes = results.map((each) => (each.status === 'rejected' ? (each.reason as { code: string }).code : ''))
    expect(codes.filter((code) => code === 'vault.wrongPassphrase')).toHaveLength(3)
    expect(codes.filter((code) => code === 'vault.waitBeforeRetry')).toHaveLength(3)
  })

  it('a slip in the recovery key is told with its group, and what was typed is not repeated', async () => {
    const { dir, recoveryKey } = await newVault()
    const typed = recoveryKey.replace(/.$/, (last) => (last === '7' ? '8' : '7'))
    const fault = await (await openVault(dir)).unlockWithRecoveryKey(typed).catch((cause: unknown) => cause)
    expect(fault).toMatchObject(
      faultOf('vault.recoveryKeySlip', {
        fields: [{ path: 'recoveryKey', code: 'vault.recoveryKeyGroup', params: { group: 8 } }],
      }),
    )
    expect(JSON.stringify(fault)).not.toContain(typed.slice(-5))
  })
})
