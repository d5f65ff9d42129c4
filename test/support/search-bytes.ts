/** Looks for a text in bytes in every form in which a program writes one, also inside packed parts. For tests of privacy. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/** The characters of a Base64 text that no neighbour of the value can change, for each of the three positions. */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replaceAll('=', '')
    const core = encoded.slice(shift === 0 ? 0 : shift + 1, Math.floor(((shift + bytes.length) * 8) / 6))
    // Under seven characters chance finds it.
    return core.length < 7 ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes).swap16()
}

/** A value in UTF-8, UTF-16 both ways, hexadecimal, Base64, URL-encoded (also twice) and as escapes of JSON. */
function formsOf(value: string): Map<string, Buffer> {
  const utf8 = Buffer.from(value, 'utf8')
  const utf16 = Buffer.from(value, 'utf16le')
  const encoded = Array.from(utf8, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('')
  const uri = encodeURIComponent(value)
  const escapes = Array.from({ length: value.length }, (_, index) => `\\u${value.charCodeAt(index).toString(16).padStart(4, '0')}`).join('')
  const texts: Record<string, string> = { hex: utf8.toString('hex'), HEX: utf8.toString('hex').toUpperCase(), escapes, uri, encoded, lower: uri.toLowerCase(), twice: encodeURIComponent(uri) }
  return new Map<string, Buffer>([
    ['utf8', utf8],
    ['utf16le', utf16],
    ['utf16be', swapped(utf16)],
    ...Object.entries(texts).map(([form, text]): [string, Buffer] => [form, Buffer.from(text)]),
    ...base64Cores(utf8).map((core, index): [string, Buffer] => [`base64 ${index}`, Buffer.from(core)]),
  ])
}

function attempt(unpack: () => Buffer): Buffer[] {
  try {
    return [unpack()]
  } catch {
    return []
  }
}

/** The bytes themselves, and what is packed in them: members of gzip and of ZIP, streams of PDF. */
function unpackedParts(bytes: Buffer, depth = 0): Buffer[] {
  const parts: Buffer[] = [bytes]
  if (depth > 2) return parts
  const options = { finishFlush: 2, maxOutputLength: 64_000_000 }
  for (let at = bytes.indexOf('1f8b08', 0, 'hex'); at >= 0; at = bytes.indexOf('1f8b08', at + 1, 'hex')) parts.push(...attempt(() => gunzipSync(bytes.subarray(at), options)))
  for (let at = bytes.indexOf('PK\u0003\u0004', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\u0003\u0004', at + 1, 'latin1')) {
    if (at + 30 > bytes.length) break
    const from = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
    parts.push(...attempt(() => inflateRawSync(bytes.subarray(from), options)))
  }
  for (let at = bytes.indexOf('stream\n'); at >= 0; at = bytes.indexOf('stream\n', at + 1)) parts.push(...attempt(() => inflateSync(bytes.subarray(at + 7), options)))
  return [bytes, ...parts.slice(1).flatMap((part) => unpackedParts(part, depth + 1))]
}

/** Every file below a folder. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
}

/** `file: value as form` for each place in which one of the values stands; `values` by the name to tell it with. */
export function placesOf(values: Readonly<Record<string, string>>, folder: string): string[] {
  const forms = Object.entries(values).flatMap(([name, value]) => Array.from(formsOf(value), ([form, bytes]) => ({ told: `${name} as ${form}`, bytes })))
  return filesBelow(folder).flatMap((path) => {
    const parts = unpackedParts(readFileSync(path))
    return forms.filter(({ bytes }) => parts.some((part) => part.includes(bytes))).map(({ told }) => `${relative(folder, path)}: ${told}`)
  })
}
