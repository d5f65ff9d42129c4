import { extensionOf, MAX_FILE_NAME_BYTES, shortened } from './safe-file-name'

/**
 * Hands out names that differ for systems that ignore case: `a.png`, then `a (2).png` for a second `a.png` or `A.png`.
 * Takes safe names (see `safeFileName`), or paths of them joined by `/`, of which only the last segment is numbered.
 */
export function uniqueNames(): (name: string) => string {
  const taken = new Set<string>()
  const nextNumber = new Map<string, number>()
  return (name) => {
    const wanted = foldCase(name)
    let unique = name
    let number = nextNumber.get(wanted) ?? 2
    while (taken.has(foldCase(unique))) unique = numbered(name, number++)
    nextNumber.set(wanted, number)
    taken.add(foldCase(unique))
    return unique
  }
}

function foldCase(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase()
}

function numbered(path: string, number: number): string {
  const start = path.lastIndexOf('/') + 1
  const name = path.slice(start)
  const suffix = ` (${number})`
  const short = shortened(name, MAX_FILE_NAME_BYTES - suffix.length)
  const end = short.length - extensionOf(short).length
  return path.slice(0, start) + short.slice(0, end) + suffix + short.slice(end)
}
