export type FileRefusal = 'tooLarge' | 'wrongKind' | 'empty' | 'tooMany'

export interface FileRule {
  /** Endings with their dot, lower case: `.csv`. Empty accepts all. */
  accept: readonly string[]
  maxBytes: number
  multiple: boolean
}

export interface RefusedFile {
  name: string
  bytes: number
  reason: FileRefusal
}

/** Sorts dropped files by the rule from name and size alone: a file of 200 MB is refused before a byte is read. */
export function sortFiles(files: readonly File[], rule: FileRule): { accepted: File[]; refused: RefusedFile[] } {
  const accepted: File[] = []
  const refused: RefusedFile[] = []
  for (const file of files) {
    const name = file.name.toLowerCase()
    const fits = rule.accept.length === 0 || rule.accept.some((ending) => name.endsWith(ending))
    const reason: FileRefusal | undefined = !fits
      ? 'wrongKind'
      : file.size === 0
        ? 'empty'
        : file.size > rule.maxBytes
          ? 'tooLarge'
          : !rule.multiple && accepted.length > 0
            ? 'tooMany'
            : undefined
    if (reason) refused.push({ name: file.name, bytes: file.size, reason })
    else accepted.push(file)
  }
  return { accepted, refused }
}

/** A size as people say it: `812 B`, `3.4 MB` (1 MB = 1,000,000 bytes). */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'] as const
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const shown = unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10
  return `${shown} ${units[unit] ?? 'B'}`
}
