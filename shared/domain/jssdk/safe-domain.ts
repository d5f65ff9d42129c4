import { excerpt } from '../links/issue'

export type SafeDomainCode = 'domainScheme' | 'domainPath' | 'domainPort' | 'domainIsAddress' | 'domainForm'

export type SafeDomainCheck =
  | { ok: true; host: string }
  | { ok: false; code: SafeDomainCode; params: Record<string, string> }

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * A JS interface safe domain: a host without scheme, path or port, and no IP address (wechat-links-qr §1.8). Blanks
 * around it are taken off and it is written in lower case; a name outside ASCII stands as `xn--…`, as the console does.
 */
export function checkSafeDomain(text: string): SafeDomainCheck {
  const host = text.trim().toLowerCase()
  const refuse = (code: SafeDomainCode, suggestion = ''): SafeDomainCheck => ({
    ok: false,
    code,
    params: { text: excerpt(text.trim()), suggestion: excerpt(suggestion) },
  })
  const bare = /^(?:[a-z][a-z0-9+.-]*:)?\/\/([^/?#]*)/.exec(host)
  if (bare) return refuse('domainScheme', bare[1])
  if (/[/?#]/.test(host)) return refuse('domainPath', host.split(/[/?#]/u)[0])
  if (/^[\d.]+(?::\d+)?$/.test(host) || host.startsWith('[')) return refuse('domainIsAddress')
  if (/:\d*$/.test(host)) return refuse('domainPort', host.replace(/:\d*$/, ''))
  const labels = host.split('.')
  const named = labels.length > 1 && labels.every((one) => label.test(one)) && !/^\d+$/.test(labels.at(-1) ?? '')
  return named && host.length <= 253 ? { ok: true, host } : refuse('domainForm')
}

/** `exact`: the host stands in the list. `parent`: only a domain above it does, which pages do not promise to suffice. */
export type DomainCover = 'exact' | 'parent' | 'none'

/** How the safe domains of an account cover the host of a page. */
export function domainCover(host: string, safeDomains: readonly string[]): DomainCover {
  const wanted = host.toLowerCase()
  if (safeDomains.includes(wanted)) return 'exact'
  return safeDomains.some((domain) => wanted.endsWith(`.${domain}`)) ? 'parent' : 'none'
}
