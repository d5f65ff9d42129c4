import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Fault } from '../errors/fault'
import { type FileKeys, readExactly } from './format'

/** Plain bytes of every chunk but the last. */
export const chunkBytes = 1024 * 1024
const tagBytes = 16
const lastFlag = 0x8000_0000

function ivOf(counter: number): Buffer {
  const iv = Buffer.alloc(12)
  iv.writeBigUInt64BE(BigInt(counter), 4)
  return iv
}

function aadOf(keys: FileKeys, counter: number, last: boolean): Buffer {
  const place = Buffer.alloc(9)
  place.writeBigUInt64BE(BigInt(counter))
  place.writeUInt8(last ? 1 : 0, 8)
  return Buffer.concat([keys.headerMac, place])
}

/** Encrypts a stream in chunks; the last carries its mark, so that a cut file is not taken for a whole one. */
export async function* encryptChunks(source: AsyncIterable<Buffer>, keys: FileKeys): AsyncGenerator<Buffer> {
  let pending: Buffer[] = []
  let size = 0
  let counter = 0
  const encrypted = (plain: Buffer, last: boolean): Buffer[] => {
    const cipher = createCipheriv('aes-256-gcm', keys.chunks, ivOf(counter), { authTagLength: tagBytes })
    cipher.setAAD(aadOf(keys, counter, last))
    counter++
    const length = Buffer.alloc(4)
    length.writeUInt32BE((last ? lastFlag : 0) + plain.length)
    const body = cipher.update(plain)
    cipher.final()
    return [length, body, cipher.getAuthTag()]
  }
  for await (const piece of source) {
    pending.push(piece)
    size += piece.length
    while (size > chunkBytes) {
      const all = Buffer.concat(pending)
      yield* encrypted(all.subarray(0, chunkBytes), false)
      pending = [all.subarray(chunkBytes)]
      size -= chunkBytes
    }
  }
  yield* encrypted(Buffer.concat(pending), true)
}

/**
 * Decrypts the chunks from the handle's place to the end of the file. A piece is given on only after it was
 * authenticated; that the file is whole is known when the generator has ended by itself.
 * @throws Fault `backup.damaged`
 */
export async function* decryptChunks(handle: FileHandle, keys: FileKeys): AsyncGenerator<Buffer> {
  for (let counter = 0, last = false; !last; counter++) {
    const word = (await readExactly(handle, 4)).readUInt32BE()
    last = word >= lastFlag
    const length = last ? word - lastFlag : word
    if (last ? length > chunkBytes : length !== chunkBytes) throw new Fault('backup.damaged')
    const body = await readExactly(handle, length)
    const tag = await readExactly(handle, tagBytes)
    const decipher = createDecipheriv('aes-256-gcm', keys.chunks, ivOf(counter), { authTagLength: tagBytes })
    decipher.setAAD(aadOf(keys, counter, last))
    decipher.setAuthTag(tag)
    const plain = decipher.update(body)
    try {
      decipher.final()
    } catch {
      throw new Fault('backup.damaged')
    }
    yield plain
  }
  const { bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, null)
  if (bytesRead !== 0) throw new Fault('backup.damaged')
}
