import { createHash } from 'node:crypto'
import { copyFile, rm, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../audit/canonical-json'
import { createVault, openVault } from './index'
import {
  editVault,
  faultOf,
  passphrase,
  passphraseSlot,
  temporaryFolder,
  vaultFile,
  vaultText,
  workspaceId,
} from './vault.fixture'

const longAgo = '2020-01-01T00:00:00.000Z'
const otherWorkspaceId = '0190a1b2-0000-7000-8000-000000000002'

async function newVault(id = workspaceId) {
  const dir = await temporaryFolder()
  const { recoveryKey } = await createVault(dir, { workspaceId: id, slots: [passphraseSlot, { kind: 'recovery' }] })
  return { dir, recoveryKey: recoveryKey ?? '' }
}

/** What an attacker does who knows the format: the open checksum is repaired, the MAC cannot be. */
async function editCleverly(dir: string, edit: (document: Record<string, unknown>) => void): Promise<void> {
  await editVault(dir, (document) => {
    edit(document)
    const { checksum: _checksum, ...rest } = document
    document.checksum = createHash('sha256').update(canonicalJson(rest)).digest('base64url')
  })
}

const slotsOf = (document: Record<string, unknown>) => document.slots as Record<string, unknown>[]

describe('an edited vault.json', () => {
  it('is found before a passphrase is asked for: every flipped character', async () => {
    const { dir } = await newVault()
    const text = await vaultText(dir)
    for (let at = 0; at < text.length; at += 3) {
      const changed = text.charCodeAt(at) ^ 1
      await writeFile(vaultFile(dir), text.slice(0, at) + String.fromCharCode(changed) + text.slice(at + 1))
      const outcome = await openVault(dir).then(
        async () => canonicalJson(JSON.parse(await vaultText(dir))) === canonicalJson(JSON.parse(text)),
        (fault: { code: string }) => ['vault.damaged', 'vault.newerVersion'].includes(fault.code),
      )
      expect(outcome, `at ${at}: ${text.slice(at - 5, at + 5)}`).toBe(true)
    }
  })

  it.each([
    ['a removed slot', (d: Record<string, unknown>) => (d.slots = slotsOf(d).slice(0, 1))],
    ['a changed date', (d: Record<string, unknown>) => (d.createdAt = '2020-01-01T00:00:00.000Z')],
    ['slots in another order', (d: Record<string, unknown>) => slotsOf(d).reverse()],
    ['a changed last use', (d: Record<string, unknown>) => ((slotsOf(d)[1] ?? {}).lastUsedAt = longAgo)],
  ])('%s with a repaired checksum is found after unlocking, and nothing is written', async (_name, edit) => {
    const { dir } = await newVault()
    await editCleverly(dir, edit)
    const before = await vaultText(dir)
    const vault = await openVault(dir)
    await expect(vault.unlockWithPassphrase(passphrase)).rejects.toMatchObject(faultOf('vault.changedOutside'))
    expect(vault.state().state).toBe('locked')
    expect(await vaultText(dir)).toBe(before)
  })

  it.each([
    ['cheaper scrypt', (slot: Record<string, unknown>) => (slot.scrypt = { N: 2 ** 15, r: 8, p: 1 })],
    ['another slot id', (slot: Record<string, unknown>) => (slot.id = '0190a1b2-0000-7000-8000-00000000000f')],
    ['another date of the slot', (slot: Record<string, unknown>) => (slot.createdAt = '2020-01-01T00:00:00.000Z')],
  ])('%s does not open', async (_name, edit) => {
    const { dir } = await newVault()
    await editCleverly(dir, (document) => edit(slotsOf(document)[0] ?? {}))
    await expect((await openVault(dir)).unlockWithPassphrase(passphrase)).rejects.toMatchObject(
      faultOf('vault.wrongPassphrase'),
    )
  })

  it.each([
    ['scrypt made trivial', { N: 2, r: 8, p: 1 }],
    ['scrypt that takes all memory', { N: 2 ** 20, r: 32, p: 4 }],
    ['scrypt with a size that is no power of two', { N: 20_000, r: 8, p: 1 }],
  ])('%s is refused', async (_name, scrypt) => {
    const { dir } = await newVault()
    await editCleverly(dir, (document) => ((slotsOf(document)[0] ?? {}).scrypt = scrypt))
    await expect(openVault(dir)).rejects.toMatchObject(faultOf('vault.damaged'))
  })

  it('under a running program is found by the next change', async () => {
    const { dir } = await newVault()
    const vault = await openVault(dir)
    await vault.unlockWithPassphrase(passphrase)
    await editCleverly(dir, (document) => (document.slots = slotsOf(document).slice(0, 1)))
    await expect(vault.replaceRecoveryKey()).rejects.toMatchObject(faultOf('vault.changedOutside'))
  })

  it('with members that do not belong there, prototype pollution included, is refused', async () => {
    const { dir } = await newVault()
    const text = await vaultText(dir)
    await writeFile(vaultFile(dir), text.replace('{', '{"__proto__":{"polluted":true},'))
    await expect(openVault(dir)).rejects.toMatchObject(faultOf('vault.damaged'))
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('another vault', () => {
  it('a slot of another vault pasted in does not open this one', async () => {
    const mine = await newVault()
    const theirs = await newVault()
    const pasted = slotsOf(JSON.parse(await vaultText(theirs.dir)) as Record<string, unknown>)
    await editCleverly(mine.dir, (document) => (document.slots = pasted))
    await expect((await openVault(mine.dir)).unlockWithRecoveryKey(theirs.recoveryKey)).rejects.toMatchObject(
      faultOf('vault.wrongRecoveryKey'),
    )
    // Even with the key id taken along, so that the slot opens, the MAC is of another file.
    const theirDocument = JSON.parse(await vaultText(theirs.dir)) as Record<string, unknown>
    await editCleverly(mine.dir, (document) => (document.keyId = theirDocument.keyId))
    await expect((await openVault(mine.dir)).unlockWithRecoveryKey(theirs.recoveryKey)).rejects.toMatchObject(
      faultOf('vault.changedOutside'),
    )
  })

  it('the file of another workspace is refused, also when it is renamed to this one', async () => {
    const mine = await newVault()
    const theirs = await newVault(otherWorkspaceId)
    await copyFile(vaultFile(theirs.dir), vaultFile(mine.dir))
    await expect(openVault(mine.dir, { workspaceId })).rejects.toMatchObject(faultOf('vault.otherWorkspace'))
    await editCleverly(mine.dir, (document) => (document.workspaceId = workspaceId))
    const renamed = await openVault(mine.dir, { workspaceId })
    await expect(renamed.unlockWithRecoveryKey(theirs.recoveryKey)).rejects.toMatchObject(
      faultOf('vault.wrongRecoveryKey'),
    )
  })

  it('put in place while the program runs is noticed', async () => {
    const mine = await newVault()
    const theirs = await newVault()
    const vault = await openVault(mine.dir)
    await copyFile(vaultFile(theirs.dir), vaultFile(mine.dir))
    await expect(vault.unlockWithPassphrase(passphrase)).rejects.toMatchObject(faultOf('vault.changedOutside'))
  })
})

describe('a file that cannot be used', () => {
  it('is named for what it is and left alone', async () => {
    const { dir } = await newVault()
    await editVault(dir, (document) => (document.version = 2))
    await expect(openVault(dir)).rejects.toMatchObject(faultOf('vault.newerVersion', { params: { version: 2 } }))
    for (const text of ['', '{', 'null', '[]', '{"format":"minidesk.vault","version":1}', ' '.repeat(300_000)]) {
      await writeFile(vaultFile(dir), text)
      await expect(openVault(dir)).rejects.toMatchObject(faultOf('vault.damaged'))
      expect(await vaultText(dir)).toBe(text)
    }
    await rm(vaultFile(dir))
    await expect(openVault(dir)).rejects.toMatchObject(faultOf('vault.missing'))
  })
})
