import Database from 'better-sqlite3'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openVault } from '../vault'
import { faultOf, passphrase, temporaryFolder, TestKeyStore } from '../vault/vault.fixture'
import { madeBackup, noise, workspace } from './backup.fixture'
import { asWriteFault } from './faults'
import { opensWith, openVaultFromBackup, readBackupHeader, restoreBackup, verifyBackup, writeBackup } from './index'

describe('a backup', () => {
  it('shows what it is without a key, but nothing of what it holds', async () => {
    const { target, header, vault } = await madeBackup()
    expect(await readBackupHeader(target)).toEqual({ ...header, format: 'minidesk.backup', version: 1 })
    const bytes = await readFile(target)
    for (const text of ['picture', 'rich.png', 'minidesk.db', vault.deriveKey('backup').toString('base64url')])
      expect(bytes.includes(text)).toBe(false)
    if (process.platform !== 'win32') expect((await stat(target)).mode & 0o777).toBe(0o600)
  })

  it('comes back byte for byte, over several chunks', async () => {
    const { target, key, folder, entries } = await madeBackup(3)
    expect((await verifyBackup(target, key)).entries).toEqual(
      entries.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
    )
    const to = join(folder, 'restored', 'here')
    await restoreBackup(target, key, to)
    for (const { name, bytes } of entries) expect((await readFile(join(to, name))).equals(bytes), name).toBe(true)
    expect((await readdir(to)).toSorted()).toEqual(['empty', 'files', 'minidesk.db', 'vault.json'])
    expect(await readdir(join(folder, 'restored'))).toEqual(['here'])
  })

  it.each([1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1])('holds files of %i bytes from the disk', async (size) => {
    const { folder, header, key } = await workspace()
    await writeFile(join(folder, 'source'), noise(size))
    const target = join(folder, 'b')
    await writeBackup({ target, entries: [{ name: '图片/码 📷.png', path: join(folder, 'source') }], header, key })
    await restoreBackup(target, key, join(folder, 'to'))
    expect((await readFile(join(folder, 'to', '图片', '码 📷.png'))).equals(noise(size))).toBe(true)
  })

  it('takes a database copy that the store made, and refuses the live one', async () => {
    const { folder, header, key } = await workspace()
    const db = new Database(join(folder, 'live.db'))
    db.pragma('journal_mode = WAL')
    db.exec("CREATE TABLE t (x); INSERT INTO t VALUES ('row in the log')")
    const live = { name: 'minidesk.db', path: join(folder, 'live.db') }
    await expect(writeBackup({ target: join(folder, 'b'), entries: [live], header, key })).rejects.toMatchObject(
      faultOf('backup.liveDatabase'),
    )
    db.prepare('VACUUM INTO ?').run(join(folder, 'copy.db'))
    const copy = { name: 'minidesk.db', path: join(folder, 'copy.db') }
    await writeBackup({ target: join(folder, 'b'), entries: [copy], header, key })
    db.close()
    await restoreBackup(join(folder, 'b'), key, join(folder, 'to'))
    const restored = new Database(join(folder, 'to', 'minidesk.db'), { readonly: true })
    expect(restored.prepare('SELECT x FROM t').pluck().get()).toBe('row in the log')
    restored.close()
  })

  it('is smaller than what compresses well', async () => {
    const { folder, header, key } = await workspace()
    const entries = [{ name: 'a', bytes: Buffer.alloc(5_000_000, 'text ') }]
    const { bytes } = await writeBackup({ target: join(folder, 'b'), entries, header, key })
    expect(bytes).toBeLessThan(60_000)
    expect((await stat(join(folder, 'b'))).size).toBe(bytes)
  })

  it('differs each time, so that two backups tell nothing about each other', async () => {
    const { folder, header, key } = await workspace()
    for (const name of ['a', 'b'])
      await writeBackup({ target: join(folder, name), entries: [{ name: 'x', bytes: Buffer.from('x') }], header, key })
    const [a, b] = [await readFile(join(folder, 'a')), await readFile(join(folder, 'b'))]
    expect(a.subarray(-60).equals(b.subarray(-60))).toBe(false)
  })
})

describe('on another computer', () => {
  it.each(['recoveryKey', 'passphrase'] as const)('the %s opens it; an automatic slot can be added', async (kind) => {
    const { target, vault, recoveryKey, dir } = await madeBackup()
    const sealed = vault.seal('apps.secret:1', 'the secret')
    await rm(dir, { recursive: true })

    const there = await temporaryFolder()
    const header = await readBackupHeader(target)
    expect(opensWith(header)).toEqual(['passphrase', 'recoveryKey'])
    const credential = kind === 'passphrase' ? { kind, passphrase } : { kind, recoveryKey: recoveryKey.toLowerCase() }
    const unlocked = await openVaultFromBackup(header, credential)
    await verifyBackup(target, unlocked.key)
    await restoreBackup(target, unlocked.key, join(there, 'workspace'))
    const restored = await unlocked.openRestored(join(there, 'workspace'))
    expect(restored.open('apps.secret:1', sealed).toString()).toBe('the secret')
    expect(restored.slots().map((slot) => slot.kind)).toEqual(['passphrase', 'recovery'])

    const platform = new TestKeyStore()
    await restored.addSlot({ kind: 'platform', platform })
    unlocked.wipe()
    expect(unlocked.key.every((byte) => byte === 0)).toBe(true)
    const later = await openVault(join(there, 'workspace'))
    expect(await later.unlockAutomatically({ platform })).toEqual({ state: 'unlocked' })
    expect(later.open('apps.secret:1', sealed).toString()).toBe('the secret')
  })

  it('wrong credentials do not open it, and a typing slip is located', async () => {
    const { target, recoveryKey } = await madeBackup()
    const other = await workspace()
    const header = await readBackupHeader(target)
    const open = (credential: Parameters<typeof openVaultFromBackup>[1]) => openVaultFromBackup(header, credential)
    await expect(open({ kind: 'passphrase', passphrase: 'not this one' })).rejects.toMatchObject(
      faultOf('vault.wrongPassphrase'),
    )
    await expect(open({ kind: 'recoveryKey', recoveryKey: other.recoveryKey })).rejects.toMatchObject(
      faultOf('vault.wrongRecoveryKey'),
    )
    const slip = recoveryKey.slice(0, -1) + (recoveryKey.endsWith('7') ? '8' : '7')
    await expect(open({ kind: 'recoveryKey', recoveryKey: slip })).rejects.toMatchObject(
      faultOf('vault.recoveryKeySlip'),
    )
    await expect(verifyBackup(target, other.key)).rejects.toMatchObject(faultOf('backup.wrongKey'))
  })

  it('a vault that nothing opens elsewhere makes no backup', async () => {
    const { vault } = await workspace()
    for (const kind of ['passphrase', 'recovery'])
      await vault.removeSlot(vault.slots().find((slot) => slot.kind === kind)?.id ?? '')
    expect(() => vault.portableDocument()).toThrow(expect.objectContaining(faultOf('vault.noPortableSlot')))
  })
})

const failing = (code: string) => Object.assign(new Error(code), { code })

describe('what stands in the way', () => {
  it('a missing folder, a folder that is a file, a name that is taken', async () => {
    const { folder, header, key, target } = await madeBackup()
    const before = await readFile(target)
    const write = (path: string) => writeBackup({ target: path, entries: [], header, key })
    await expect(write(join(folder, 'unplugged', 'b'))).rejects.toMatchObject(faultOf('backup.folderMissing'))
    await expect(write(join(target, 'b'))).rejects.toMatchObject(faultOf('backup.folderMissing'))
    await expect(write(target)).rejects.toMatchObject(faultOf('backup.fileExists'))
    expect((await readFile(target)).equals(before)).toBe(true)
  })

  it('a source that cannot be read leaves nothing behind', async () => {
    const { folder, header, key } = await workspace()
    const before = await readdir(folder)
    const entries = [
      { name: 'a', bytes: noise(3_000_000) },
      { name: 'b', path: join(folder, 'none') },
    ]
    await expect(writeBackup({ target: join(folder, 'b'), entries, header, key })).rejects.toMatchObject(
      faultOf('backup.sourceUnreadable', { params: { name: 'b' } }),
    )
    expect(await readdir(folder)).toEqual(before)
  })

  it('a cancel while it runs leaves nothing behind', async () => {
    const { folder, header, key } = await workspace()
    const before = await readdir(folder)
    const control = new AbortController()
    await writeFile(join(folder, 'big'), noise(8_000_000))
    const writing = writeBackup({
      target: join(folder, 'b'),
      entries: [{ name: 'a', path: join(folder, 'big') }],
      header,
      key,
      signal: control.signal,
    })
    setImmediate(() => control.abort())
    await expect(writing).rejects.toMatchObject({ name: 'AbortError' })
    expect((await readdir(folder)).toSorted()).toEqual([...before, 'big'].toSorted())
  })

  it('a full disk is called a full disk', () => {
    for (const code of ['ENOSPC', 'EDQUOT'])
      expect(asWriteFault(failing(code), '/mnt/usb/a.mdbackup')).toMatchObject(
        faultOf('files.diskFull', { retry: 'safe', params: { name: 'a.mdbackup' } }),
      )
    expect(asWriteFault(failing('EROFS'), '/mnt/a')).toMatchObject(faultOf('backup.folderNotWritable'))
  })

  it('a target that is not empty is left as it is; an empty one is used', async () => {
    const { folder, key, target } = await madeBackup()
    const to = join(folder, 'to')
    await mkdir(to)
    await writeFile(join(to, 'mine'), 'keep')
    await expect(restoreBackup(target, key, to)).rejects.toMatchObject(faultOf('backup.targetNotEmpty'))
    await expect(restoreBackup(target, key, join(to, 'mine'))).rejects.toMatchObject(faultOf('backup.targetNotEmpty'))
    expect(await readdir(to)).toEqual(['mine'])
    await rm(join(to, 'mine'))
    await restoreBackup(target, key, to)
    expect(await readdir(to)).toContain('minidesk.db')
  })

  it('a file that is missing or something else', async () => {
    const { folder, key } = await workspace()
    await expect(readBackupHeader(join(folder, 'none'))).rejects.toMatchObject(faultOf('backup.fileMissing'))
    await writeFile(join(folder, 'x.jpg'), noise(5000))
    await expect(readBackupHeader(join(folder, 'x.jpg'))).rejects.toMatchObject(faultOf('backup.notBackup'))
    await writeFile(join(folder, 'x'), '')
    await expect(verifyBackup(join(folder, 'x'), key)).rejects.toMatchObject(faultOf('backup.damaged'))
  })
})
