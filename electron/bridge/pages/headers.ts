/** Policy of every page of the program (architecture, "The loopback shell's door"). */
export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * Policy of a report shown inside the program: scripts may draw its charts, but it has an origin of its own, so that it
 * reads nothing of ours, and it can reach nothing.
 */
export const reportSecurityPolicy = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ')

/** Stands on every answer. There is no CORS header, ever. */
export const everywhere: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
}

/** For a file to be saved: nothing in it runs, whatever it is. */
export function downloadHeaders(name: string, bytes: number): Record<string, string> {
  return {
    ...everywhere,
    'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
    'content-type': 'application/octet-stream',
    'content-length': String(bytes),
    'content-disposition': `attachment; filename*=UTF-8''${encodeExtended(name)}`,
  }
}

/** For a report that the program shows in a frame of its own. */
export function reportHeaders(name: string, bytes: number): Record<string, string> {
  return {
    ...everywhere,
    'content-security-policy': reportSecurityPolicy,
    'x-frame-options': 'SAMEORIGIN',
    'content-type': /\.html?$/iu.test(name) ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
    'content-length': String(bytes),
    'content-disposition': 'inline',
  }
}

/** RFC 8187: everything but `attr-char` is percent-encoded. */
function encodeExtended(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /['()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
