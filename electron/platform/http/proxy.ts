import { BlockList, isIP } from 'node:net'
import { Fault } from '../errors/fault'

/** How calls leave the building. */
export type ProxySetting =
  | 'none'
  /** Variables `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`; lower case goes first. */
  | { environment: Readonly<Record<string, string | undefined>> }
  | {
      /** `http://proxy.example:3128` or `https://…`. */
      url: string
      /** Unsealed for each call; never part of the stored address. */
      credentials?: () => Promise<{ username: string; password: string } | undefined>
      /** Hosts reached directly, written as in `NO_PROXY`. */
      bypass?: string
    }
  /** Answers like a proxy auto-configuration (`PROXY host:port; DIRECT`), as Electron's `session.resolveProxy` does. */
  | { resolve: (url: string) => Promise<string> }

/** A proxy to go through. */
export interface ProxyTarget {
  secure: boolean
  hostname: string
  port: number
  credentials?: { username: string; password: string }
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Host name of an address without the brackets of an IPv6 number. */
export function bareHost(url: URL): string {
  return url.hostname.replaceAll(/^\[|\]$/gu, '')
}

function inList(list: BlockList, host: string): boolean {
  const version = isIP(host)
  return version !== 0 && list.check(host, version === 4 ? 'ipv4' : 'ipv6')
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || inList(loopback, host)
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80')
}

function inSubnet(host: string, entry: string): boolean {
  const [network = '', bits = ''] = entry.split('/')
  const version = isIP(network)
  if (version === 0 || !/^\d{1,3}$/u.test(bits) || Number(bits) > (version === 4 ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), version === 4 ? 'ipv4' : 'ipv6')
  return inList(list, host)
}

/**
 * Whether a `NO_PROXY` list names it: names with their subdomains, `*`, numbers, each with an optional port; subnets.
 */
function isBypassed(url: URL, list: string): boolean {
  const host = bareHost(url).toLowerCase()
  return list
    .toLowerCase()
    .split(/[\s,;]+/u)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true
      if (entry.includes('/')) return inSubnet(host, entry)
      const numbered = /^(?:\[([0-9a-f:.]+)\]|([^:]+))(?::(\d+))?$/u.exec(entry)
      const name = (numbered?.[1] ?? numbered?.[2] ?? entry).replace(/^\*?\./u, '')
      if (numbered?.[3] !== undefined && numbered[3] !== portOf(url)) return false
      return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`))
    })
}

function refuse(setting: string, reason: string): Fault {
  return new Fault('http.proxyUnusable', { params: { proxy: setting, reason }, retry: 'safe' })
}

function parse(address: string): ProxyTarget {
  const written = address.includes('://') ? address : `http://${address}`
  const url = URL.canParse(written) ? new URL(written) : undefined
  if (!url || url.hostname === '') throw refuse(url?.host ?? '?', 'address')
  const secure = url.protocol === 'https:'
  if (!secure && url.protocol !== 'http:') throw refuse(url.host, url.protocol.replace(':', ''))
  let credentials: ProxyTarget['credentials']
  try {
    credentials =
      url.username === ''
        ? undefined
        : { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
  } catch {
    throw refuse(url.host, 'credentials')
  }
  const port = Number(url.port || (secure ? 443 : 80))
  return { secure, hostname: bareHost(url), port, ...(credentials ? { credentials } : {}) }
}

function fromEnvironment(url: URL, environment: Readonly<Record<string, string | undefined>>): ProxyTarget | undefined {
  const read = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined
  const address = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? read('ALL_PROXY')
  return address === undefined || isBypassed(url, read('NO_PROXY') ?? '') ? undefined : parse(address)
}

function fromAutoConfiguration(answer: string): ProxyTarget | undefined {
  const entries = answer.split(';').map((entry) => entry.trim())
  for (const entry of entries) {
    const [kind = '', address = ''] = entry.split(/\s+/u)
    if (kind.toUpperCase() === 'DIRECT' || entry === '') return undefined
    if (/^(?:PROXY|HTTP)$/iu.test(kind)) return parse(`http://${address}`)
    if (/^HTTPS$/iu.test(kind)) return parse(`https://${address}`)
  }
  throw refuse(entries[0] ?? '?', 'kind')
}

/**
 * The proxy for an address, or `undefined` to go directly. The machine itself is never reached through a proxy.
 * Throws Fault `http.proxyUnusable` for a setting that cannot be used, so that nothing goes out another way.
 */
export async function proxyFor(url: URL, setting: ProxySetting): Promise<ProxyTarget | undefined> {
  if (isLoopback(bareHost(url))) return undefined
  if (setting === 'none') return undefined
  if ('environment' in setting) return fromEnvironment(url, setting.environment)
  // Path and query are nobody's business but the upstream's.
  if ('resolve' in setting) return fromAutoConfiguration(await setting.resolve(`${url.origin}/`))
  if (isBypassed(url, setting.bypass ?? '')) return undefined
  const credentials = await setting.credentials?.()
  return { ...parse(setting.url), ...(credentials ? { credentials } : {}) }
}
