/** What is wrong with a head that somebody typed off a report, at which field. */
export interface HeadMistakes {
  seq?: 'wrong'
  mac?: 'wrong'
}

/**
 * Reads the last number and the check code (HMAC-SHA256, 64 hex digits; groups and spaces are allowed) as a person
 * typed them. Both empty is no head at all.
 */
export function readHead(
  seq: string,
  mac: string,
): { ok: true; head: { seq: number; mac: string } | undefined } | { ok: false; mistakes: HeadMistakes } {
  const number = seq.trim()
  const code = mac.replaceAll(/[\s-]/g, '').toLowerCase()
  if (number === '' && code === '') return { ok: true, head: undefined }
  const seqFits = /^[1-9]\d{0,14}$/.test(number)
  const macFits = /^[0-9a-f]{64}$/.test(code)
  if (seqFits && macFits) return { ok: true, head: { seq: Number(number), mac: code } }
  return { ok: false, mistakes: { ...(seqFits ? {} : { seq: 'wrong' }), ...(macFits ? {} : { mac: 'wrong' }) } }
}
