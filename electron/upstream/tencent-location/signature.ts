import { createHash } from 'node:crypto'

/**
 * `sig` of a request (geocoding-and-face §1.5): path, `?`, `name=value` of every parameter in the order of their names
 * with raw values, and the SK, as MD5 in lower-case hex. The path is exactly the one that is called, slash included.
 */
export function tencentSignature(path: string, values: Readonly<Record<string, string>>, sk: string): string {
  const joined = Object.entries(values)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  return createHash('md5').update(`${path}?${joined}${sk}`, 'utf8').digest('hex')
}
