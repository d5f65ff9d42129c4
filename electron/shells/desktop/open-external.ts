import { shell } from 'electron'

const phonePath = '/phone'

/**
 * The one place that hands an address to the operating system, which may start any program for it. Let through are
 * `https:` and, for the practice workspace, the phone page at the very address that the application gave out
 * (architecture-anchors §4, row 10).
 */
export class ExternalAddresses {
  readonly #phoneOrigins = new Set<string>()

  /** Remembers where the practice sandbox serves its phone page; anything but a page on 127.0.0.1 is not remembered. */
  allowPhonePage(address: string): void {
    const url = parse(address)
    if (url?.protocol === 'http:' && url.hostname === '127.0.0.1' && url.port !== '') this.#phoneOrigins.add(url.origin)
  }

  /** The address as it may be opened, or undefined where it must not be. Takes what it is given: it may be anything. */
  permitted(address: unknown): string | undefined {
    const url = parse(address)
    if (!url || url.username !== '' || url.password !== '') return undefined
    if (url.protocol === 'https:' && url.hostname !== '') return url.href
    if (url.protocol === 'http:' && this.#phoneOrigins.has(url.origin) && url.pathname === phonePath) return url.href
    return undefined
  }

  /** Opens it in the system's browser. @returns false where the address is not permitted or nothing can open it */
  async open(address: unknown): Promise<boolean> {
    const href = this.permitted(address)
    if (href === undefined) return false
    try {
      await shell.openExternal(href)
      return true
    } catch {
      return false
    }
  }
}

function parse(address: unknown): URL | undefined {
  // Control characters and spaces at the edges would be cut off by the parser and stay in what others see.
  if (typeof address !== 'string' || address.length > 4096 || /[\p{Cc}\s]/u.test(address)) return undefined
  return URL.canParse(address) ? new URL(address) : undefined
}
