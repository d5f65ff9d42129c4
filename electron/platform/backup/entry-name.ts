const maxNameBytes = 1000
const maxSegmentBytes = 255
const windowsDevice = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i

/**
 * Whether a name may become a file below the folder that is restored, on every system that MiniDesk runs on: relative,
 * `/` between folders, no `.` or `..`, no drive, stream, device name or control character, NFC.
 */
export function isEntryName(name: string): boolean {
  if (name === '' || Buffer.byteLength(name) > maxNameBytes) return false
  if (name !== name.normalize('NFC') || !name.isWellFormed()) return false
  return name.split('/').every(isSegment)
}

function isSegment(segment: string): boolean {
  if (segment === '' || segment === '.' || segment === '..') return false
  if (Buffer.byteLength(segment) > maxSegmentBytes) return false
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0000-\u001f\u007f\\:*?"<>|]/.test(segment)) return false
  return !/[. ]$/.test(segment) && !windowsDevice.test(segment)
}

/** Names that were seen in one backup; two that a system could take for one file are a clash. */
export class EntryNames {
  readonly #files = new Set<string>()
  readonly #folders = new Set<string>()

  /** Adds a name; false where it is taken, is a folder of another, or lies below a file. */
  add(name: string): boolean {
    const key = name.normalize('NFC').toLowerCase()
    if (this.#files.has(key) || this.#folders.has(key)) return false
    const segments = key.split('/')
    const folders = segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'))
    if (folders.some((folder) => this.#files.has(folder))) return false
    for (const folder of folders) this.#folders.add(folder)
    this.#files.add(key)
    return true
  }
}
