import { createHash } from 'node:crypto'

/** Name and value of every parameter, decoded once, in the order in which they came. Read from the bare request line. */
export function parametersOf(target: string): [name: string, value: string][] | undefined {
  const query = target.split('?').slice(1).join('?')
  try {
    return query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair): [string, string] => {
        const [name = '', ...value] = pair.replaceAll('+', ' ').split('=')
        return [decodeURIComponent(name), decodeURIComponent(value.join('='))]
      })
  } catch {
    return undefined
  }
}

/** What `sig` has to be, for exactly the path that was called. */
export function expectedSignature(path: string, parameters: readonly (readonly [string, string])[], sk: string): string {
  const names = parameters
    .filter(([name]) => name !== 'sig')
    .sort((a, b) => Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0])))
  const hash = createHash('md5')
  hash.update(Buffer.from(path))
  names.forEach(([name, value], at) => hash.update(Buffer.from(`${at === 0 ? '?' : '&'}${name}=${value}`)))
  return hash.update(Buffer.from(sk)).digest().toString('hex')
}
