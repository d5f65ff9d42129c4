import type { RawNotification } from './types'

const mostFields = 60
const longest = 16_384

/**
 * The fields of a notification that came as a query, or as a form where somebody's relay made one of it. A name that
 * stands twice could be read in two ways: then nothing is read.
 */
export function readQuery(raw: RawNotification): Map<string, string> | undefined {
  const text = raw.query === '' ? new TextDecoder().decode(raw.body) : raw.query
  if (text === '' || text.length > longest) return undefined
  const entries = [...new URLSearchParams(text)]
  const fields = new Map(entries)
  return entries.length > mostFields || fields.size !== entries.length ? undefined : fields
}
