import type { IncomingMessage } from 'node:http'

/**
 * Why a request does not come from our own page, as an HTTP status, before anything else is looked at (architecture,
 * "The loopback shell's door"; threats: architecture-anchors §6.1). `Host` on an allow-list of one name keeps out pages
 * that rebind theirs to 127.0.0.1; `Origin` and `Sec-Fetch-Site` keep out pages of other sites and of other ports.
 * Neither can be forged by a page.
 */
export function refusal(request: IncomingMessage, origin: string): 403 | 405 | 421 | undefined {
  const hosts = valuesOf(request, 'host')
  if (hosts.length !== 1 || `http://${hosts[0]}` !== origin) return 421
  // An absolute address, or `*`, is for proxies.
  if (!request.url?.startsWith('/')) return 421
  if (request.method !== 'GET' && request.method !== 'POST') return 405
  const site = valuesOf(request, 'sec-fetch-site')
  if (site.some((value) => value !== 'same-origin' && value !== 'none')) return 403
  const origins = valuesOf(request, 'origin')
  if (origins.some((value) => value !== origin)) return 403
  if (request.method !== 'GET' && origins.length !== 1) return 403
  return undefined
}

/** Every value that was sent; the parsed headers keep only the first. */
function valuesOf(request: IncomingMessage, name: string): string[] {
  const { rawHeaders } = request
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name)
}
