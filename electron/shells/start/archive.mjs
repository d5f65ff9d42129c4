// @ts-check
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'

/**
 * The Subresource-Integrity form that npm uses.
 *
 * @param {Uint8Array} bytes
 * @returns {string} `sha512-<base64>`
 */
export function integrityOf(bytes) {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`
}

/**
 * Takes exactly one file out of a gzipped tar archive (POSIX ustar, as npm packs it). Nothing is written, and no name
 * in the archive is used as a path, so an archive cannot reach outside.
 *
 * @param {Uint8Array} archive
 * @param {string} name the entry, such as `package/bin/node`
 * @returns {Buffer | undefined} undefined when there is no such entry
 */
export function fileInArchive(archive, name) {
  const tar = gunzipSync(archive)
  const block = 512
  let at = 0
  while (at + block <= tar.length) {
    const header = tar.subarray(at, at + block)
    if (header[0] === 0) return undefined
    const size = Number.parseInt(textOf(header, 124, 12).trim() || '0', 8)
    if (!Number.isSafeInteger(size) || size < 0) return undefined
    const prefix = textOf(header, 345, 155)
    const entry = prefix ? `${prefix}/${textOf(header, 0, 100)}` : textOf(header, 0, 100)
    const isFile = header[156] === 0 || header[156] === 0x30
    const start = at + block
    if (isFile && entry === name) return start + size <= tar.length ? tar.subarray(start, start + size) : undefined
    at = start + Math.ceil(size / block) * block
  }
  return undefined
}

/**
 * @param {Buffer} header
 * @param {number} from
 * @param {number} length
 */
function textOf(header, from, length) {
  const field = header.subarray(from, from + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end === -1 ? length : end)
}
