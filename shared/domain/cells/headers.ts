/**
 * A header as it is compared: full-width as half-width, case, spaces, line breaks and punctuation ignored, so that
 * `小程序 ＡｐｐＩＤ` and `小程序appid` are the same.
 */
export function comparableHeader(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{White_Space}\p{P}\p{S}\p{Cf}\p{Cc}]+/gu, '')
}

/** A header without what stands in brackets behind it, e.g. `路径（必填）` → `路径`. */
export function withoutBrackets(header: string): string {
  const bare = header.normalize('NFKC').replace(/\([^()]*\)|\[[^[\]]*\]|【[^【】]*】/g, '')
  return comparableHeader(bare) === '' ? header : bare
}

/**
 * A stable key under which the mapping of a sheet's columns is remembered. The same headers in the same order give the
 * same key whatever their case, width or spacing; another order, another or one more column gives another key, because
 * a remembered mapping speaks of columns by position.
 */
export function headerSignature(headers: readonly string[]): string {
  // A header of signs alone (`#`, `%`) would compare as empty; it keeps its own form.
  const comparable = headers.map((header) => comparableHeader(header) || header.normalize('NFKC').trim())
  return `v1-${headers.length}-${fnv1a64(JSON.stringify(comparable))}`
}

/** FNV-1a, 64 bit, over UTF-16 code units: a name for a list of headers, not a protection against anybody. */
function fnv1a64(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (let at = 0; at < text.length; at += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n)
  }
  return hash.toString(16).padStart(16, '0')
}
