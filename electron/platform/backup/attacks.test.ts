import { createHash } from 'node:crypto'
import { copyFile, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { faultOf } from '../vault/vault.fixture'
import { readArchive, writeArchive } from './archive'
import { changeFile, chunksOf, madeBackup, noise, regionsOf, workspace } from './backup.fixture'
import { chunkBytes, decryptChunks } from './chunks'
import { isEntryName } from './entry-name'
import { readPrefix, unlockPrefix, withBackup } from './format'
import { openVaultFromBackup, readBackupHeader, restoreBackup, verifyBackup, writeBackup } from './index'
import { writeContainer } from './write'

type Made = Awaited<ReturnType<typeof madeBackup>>

/** Neither verifying nor restoring accepts the file, and restoring leaves nothing. */
async function expectRefused(made: Pick<Made, 'folder' | 'key'>, path: string, code = 'backup.damaged'): Promise<void> {
  const before = (await readdir(made.folder)).toSorted()
  await expect(verifyBackup(path, made.key)).rejects.toMatchObject(faultOf(code))
  await expect(restoreBackup(path, made.key, join(made.folder, 'to'))).rejects.toMatchObject(faultOf(code))
  expect((await readdir(made.folder)).toSorted()).toEqual(before)
}

/** The encryption itself refuses the file; decompression, which would stumble too, is not asked. */
async function expectChunksRefused(made: Pick<Made, 'folder' | 'key'>, path: string): Promise<void> {
  const reading = withBackup(path, async (handle) => {
    const keys = unlockPrefix(await readPrefix(handle), made.key)
    for await (const plain of decryptChunks(handle, keys)) expect(plain.length).toBeLessThanOrEqual(chunkBytes)
  })
  await expect(reading).rejects.toMatchObject(faultOf('backup.damaged'))
  await expectRefused(made, path)
}

/** A changed copy of the backup. */
async function changed(made: Made, change: (bytes: Buffer) => Buffer): Promise<string> {
  const path = join(made.folder, 'changed.mdbackup')
  await copyFile(made.target, path)
  await changeFile(path, change)
  return path
}

const flipped = (at: number) => (bytes: Buffer) => {
  bytes[at] = (bytes[at] ?? 0) ^ 0x20
  return bytes
}

/** What an attacker does who knows the format: the open checksum is repaired. */
function withChecksum(bytes: Buffer): Buffer {
  const { checksum } = regionsOf(bytes)
  createHash('sha256').update(bytes.subarray(0, checksum)).digest().copy(bytes, checksum)
  return bytes
}

describe('a flipped byte', () => {
  it('is found in every region', async () => {
    const made = await madeBackup(2)
    const file = await readFile(made.target)
    const { magic, ...regions } = regionsOf(file)
    await expectRefused(made, await changed(made, flipped(magic)), 'backup.notBackup')
    const places = Object.entries(regions).map(([name, at]) => [name, at + 1] as const)
    for (const [index, { from, to }] of chunksOf(file).entries()) {
      places.push([`mark of chunk ${index}`, from], [`length of chunk ${index}`, from + 2])
      places.push([`body of chunk ${index}`, from + 500], [`tag of chunk ${index}`, to - 1])
    }
    expect(chunksOf(file)).toHaveLength(3)
    for (const [name, at] of places) {
      const path = await changed(made, flipped(at))
      await expect(verifyBackup(path, made.key), name).rejects.toMatchObject(faultOf('backup.damaged'))
    }
  })

  it('is found at every place of the part before the chunks, before anybody is asked for a key', async () => {
    const made = await madeBackup()
    const file = await readFile(made.target)
    const end = regionsOf(file).chunks
    for (let at = 8; at < end; at += 7) {
      const path = await changed(made, flipped(at))
      await expect(readBackupHeader(path), `at ${at}`).rejects.toMatchObject(faultOf('backup.damaged'))
    }
  })
})

describe('a changed header with a repaired checksum', () => {
  it.each([
    ['another name', 'Hotel am See', 'Hotel am Fee'],
    ['an earlier audit head', '"seq":3', '"seq":2'],
    ['another kind', '"live"', '"LIVE"'],
    ['another workspace', '000000000001', '000000000002'],
    ['another date', '2026-11-22T06:05', '2026-11-21T06:05'],
  ])('%s is found after unlocking at the latest', async (_name, from, to) => {
    const made = await madeBackup()
    const path = await changed(made, (bytes) => {
      const at = bytes.indexOf(from)
      expect(at).toBeGreaterThan(0)
      bytes.write(to, at)
      return withChecksum(bytes)
    })
    await expectRefused(made, path)
  })

  it('a header taken from another backup of the same workspace is found', async () => {
    const made = await madeBackup()
    const second = join(made.folder, 'two.mdbackup')
    await writeBackup({ ...made, target: second, header: { ...made.header, madeAt: '2026-11-23T06:05:00.000Z' } })
    const other = await readFile(second)
    const path = await changed(made, (bytes) =>
      Buffer.concat([other.subarray(0, regionsOf(other).chunks), bytes.subarray(regionsOf(bytes).chunks)]),
    )
    await expectRefused(made, path)
  })

  it('slots of another vault do not open it', async () => {
    const made = await madeBackup()
    const theirs = await workspace()
    const header = { ...(await readBackupHeader(made.target)), vault: theirs.header.vault }
    const unlocked = await openVaultFromBackup(header, { kind: 'recoveryKey', recoveryKey: theirs.recoveryKey })
    await expect(verifyBackup(made.target, unlocked.key)).rejects.toMatchObject(faultOf('backup.wrongKey'))
    await expect(
      openVaultFromBackup(header, { kind: 'recoveryKey', recoveryKey: made.recoveryKey }),
    ).rejects.toMatchObject(faultOf('vault.wrongRecoveryKey'))
  })

  it('slots that were changed are found when they are opened', async () => {
    const made = await madeBackup()
    const header = await readBackupHeader(made.target)
    const vault = { ...header.vault, slots: header.vault.slots.filter(({ kind }) => kind === 'recovery') }
    await expect(
      openVaultFromBackup({ ...header, vault }, { kind: 'recoveryKey', recoveryKey: made.recoveryKey }),
    ).rejects.toMatchObject(faultOf('backup.damaged'))
  })
})

describe('chunks', () => {
  it('cut off at any border, or in between, are found', async () => {
    const made = await madeBackup(2)
    const file = await readFile(made.target)
    const borders = chunksOf(file).flatMap(({ from, to }) => [from, from + 3, from + 4, to - 16, to - 1])
    for (const end of [...borders, 0, 5, 17, 18, 100, regionsOf(file).chunks - 1]) {
      const path = await changed(made, (bytes) => bytes.subarray(0, end))
      await expect(verifyBackup(path, made.key), `cut at ${end}`).rejects.toMatchObject(faultOf('backup.damaged'))
    }
    await expectChunksRefused(made, await changed(made, (bytes) => bytes.subarray(0, chunksOf(file)[1]?.to)))
  })

  it('with the mark of the last set on an earlier one are found', async () => {
    const made = await madeBackup(2)
    const path = await changed(made, (bytes) => {
      const second = chunksOf(bytes)[1] ?? { from: 0, to: 0 }
      bytes.writeUInt8(bytes.readUInt8(second.from) | 0x80, second.from)
      return bytes.subarray(0, second.to)
    })
    await expectChunksRefused(made, path)
  })

  it('swapped, repeated, left out or followed by more are found', async () => {
    const made = await madeBackup(2)
    const file = await readFile(made.target)
    const head = file.subarray(0, regionsOf(file).chunks)
    const [a, b, c] = chunksOf(file).map(({ from, to }) => file.subarray(from, to))
    const nothing = Buffer.alloc(0)
    const orders = [[b, a, c], [a, a, c], [a, a, b, c], [a, c], [b, c], [a, b, c, c], [a, b, c, Buffer.from([0])], [c]]
    for (const order of orders) {
      const path = await changed(made, () => Buffer.concat([head, ...order.map((chunk) => chunk ?? nothing)]))
      await expectChunksRefused(made, path)
    }
  })

  it('of another backup under the same key are found', async () => {
    const made = await madeBackup(2)
    const second = join(made.folder, 'two.mdbackup')
    await writeBackup({ ...made, target: second })
    const other = await readFile(second)
    const path = await changed(made, (bytes) => {
      const [mine, theirs] = [chunksOf(bytes)[0], chunksOf(other)[0]]
      other.copy(bytes, mine?.from ?? 0, theirs?.from, theirs?.to)
      return bytes
    })
    await expectChunksRefused(made, path)
  })
})

describe('a newer format', () => {
  it('is named as such, whatever follows', async () => {
    const made = await madeBackup()
    const path = await changed(made, (bytes) => {
      bytes.writeUInt16BE(2, 8)
      createHash('sha256').update(bytes.subarray(0, 14)).digest().copy(bytes, 14, 0, 4)
      return bytes.subarray(0, 40)
    })
    await expectRefused(made, path, 'backup.newerVersion')
  })
})

const refusedNames = [
  '../evil', '..', '.', 'a/../../evil', '/etc/passwd', 'a//b', 'a/', '', 'C:/x', 'C:x', 'a\\b', '..\\evil',
  '\\\\host\\share', 'a\u0000b', 'a\nb', 'con', 'files/NUL.txt', 'COM1', 'dot.', 'space ', 'stream:ads',
  'a'.repeat(300), 'x/'.repeat(600) + 'x', 'e\u0301', '\ud800',
]

describe('names of files', () => {
  it.each(refusedNames)('%j is never written into a backup', async (name) => {
    const { folder, header, key } = await workspace()
    const entries = [{ name, bytes: Buffer.from('x') }]
    await expect(writeBackup({ target: join(folder, 'b'), entries, header, key })).rejects.toMatchObject(
      faultOf('backup.entryNameRefused'),
    )
    expect(await readdir(folder)).not.toContain('b')
  })

  it.each(['../evil', '../../evil', '/tmp/evil', 'a/../../evil', '..\\evil', 'C:/evil', 'vault.json', 'VAULT.json'])(
    '%s in a hostile but well-sealed backup is not restored',
    async (name) => {
      const made = await workspace()
      const path = join(made.folder, 'hostile')
      const entries = ['first', name].map((each) => ({ name: each, bytes: Buffer.from('x') }))
      await writeContainer(path, made, writeArchive(entries))
      const before = (await readdir(made.folder)).toSorted()
      await expect(restoreBackup(path, made.key, join(made.folder, 'deep', 'to'))).rejects.toMatchObject(
        faultOf('backup.entryNameRefused'),
      )
      expect((await readdir(made.folder)).toSorted()).toEqual([...before, 'deep'].toSorted())
      expect(await readdir(join(made.folder, 'deep'))).toEqual([])
    },
  )

  it.each([
    [['a', 'A']],
    [['a', 'a']],
    [['a', 'a/b']],
    [['a/b', 'A']],
    [['vault.json']],
  ])('%j clash', async (names) => {
    const { folder, header, key } = await workspace()
    const entries = names.map((name) => ({ name, bytes: Buffer.from('x') }))
    await expect(writeBackup({ target: join(folder, 'b'), entries, header, key })).rejects.toMatchObject(
      faultOf('backup.entryNameRefused'),
    )
  })

  it('ordinary ones are taken', () => {
    for (const name of ['minidesk.db', 'files/2026-11/退款 报表.xlsx', '.hidden', 'a..b', 'console', 'COM10'])
      expect(isEntryName(name), name).toBe(true)
  })
})

describe('an archive with a broken form', () => {
  it.each([
    ['nothing at all', []],
    ['no end', [0, 1, 97, 0, 0, 0, 0]],
    ['a file that stops', [0, 1, 97, 0, 0, 0, 9, 1, 2]],
    ['more after the end', [0, 0, 0, 0]],
  ])('%s is damage', async (_name, bytes) => {
    const made = await workspace()
    const path = join(made.folder, 'broken')
    await writeContainer(path, made, source(Buffer.from(bytes)))
    await expectRefused(made, path)
  })

  it('is read the same however the pieces fall', async () => {
    const parts: Buffer[] = []
    for await (const part of writeArchive([{ name: 'a', bytes: noise(100) }])) parts.push(part)
    const all = Buffer.concat(parts)
    const got: Buffer[] = []
    const sink = {
      begin: () => Promise.resolve(),
      data: (bytes: Buffer) => Promise.resolve(void got.push(bytes)),
      end: () => Promise.resolve(),
    }
    await readArchive(source(...Array.from(all, (byte) => Buffer.from([byte])), Buffer.alloc(0)), sink)
    expect(Buffer.concat(got).equals(noise(100))).toBe(true)
  })
})

async function* source(...pieces: Buffer[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield await Promise.resolve(piece)
}
