/** The scheme under which the window's files are served; never `file:`, which would be one origin with the disk. */
export const scheme = 'minidesk'
export const host = 'ui'
/** As Chromium writes it for a standard scheme. */
export const origin = `${scheme}://${host}`
export const startAddress = `${origin}/index.html`

/**
 * Whether an address is one of our pages. Parsed and compared part by part: Node gives a scheme of our own the origin
 * `null`, and a comparison of text would accept `https://x/?minidesk://ui` (architecture-anchors §4, row 8).
 */
export function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  return (
    url.protocol === `${scheme}:` &&
    url.hostname === host &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  )
}
