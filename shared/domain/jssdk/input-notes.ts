/** `error`: no signature can be right with it. `warning`: it signs, but the page will probably differ. */
export interface SignNote {
  field: 'url' | 'nonceStr' | 'timestamp' | 'ticket'
  severity: 'error' | 'warning' | 'notice'
  code: SignNoteCode
  params: Record<string, string | number>
}

/** Every code; its text stands under `jssdk.notes.<code>`. */
export const signNoteCodes = [
  'urlMissing',
  'urlScheme',
  'urlBlank',
  'urlFragment',
  'urlBareHost',
  'urlNotEncoded',
  'urlPort',
  'nonceMissing',
  'nonceBlank',
  'timestampMissing',
  'timestampMilliseconds',
  'timestampForm',
  'ticketMissing',
  'ticketBlank',
] as const
export type SignNoteCode = (typeof signNoteCodes)[number]

export interface SignInput {
  url: string
  nonceStr: string
  timestamp: string
  /** Only where the operator entered it; a fetched one needs no look. */
  ticket?: string | undefined
}

/** What to know about the inputs before they are signed (wechat-links-qr §1.6, §1.8). */
export function signNotes(input: SignInput): SignNote[] {
  return [...urlNotes(input.url), ...nonceNotes(input.nonceStr), ...timestampNotes(input.timestamp), ...ticketNotes(input.ticket)]
}

const urlNotes = (url: string): SignNote[] => {
  const note = (severity: SignNote['severity'], code: SignNoteCode, params: SignNote['params'] = {}): SignNote => ({
    field: 'url',
    severity,
    code,
    params,
  })
  if (url.trim() === '') return [note('error', 'urlMissing')]
  if (/\s/.test(url)) return [note('error', 'urlBlank')]
  const parts = /^https?:\/\/([^/?#]+)([^?#]*)/i.exec(url)
  if (!parts) return [note('error', 'urlScheme')]
  const [, host = '', path = ''] = parts
  const notes: SignNote[] = []
  if (url.includes('#')) notes.push(note('notice', 'urlFragment', { fragment: url.slice(url.indexOf('#')).slice(0, 60) }))
  if (path === '') notes.push(note('warning', 'urlBareHost', { suggestion: withRootPath(url) }))
  // A browser percent-encodes what is outside ASCII before a page reads `location.href`.
  // eslint-disable-next-line no-control-regex -- the range of ASCII is meant
  if (/[^\x00-\x7f]/.test(url)) notes.push(note('warning', 'urlNotEncoded'))
  if (/:\d+$/.test(host)) notes.push(note('warning', 'urlPort'))
  return notes
}

/** `https://host?x=1` as a browser shows it: `https://host/?x=1`. */
export function withRootPath(url: string): string {
  return url.replace(/^(https?:\/\/[^/?#]+)(?=$|[?#])/i, '$1/')
}

function nonceNotes(nonceStr: string): SignNote[] {
  const note = (severity: SignNote['severity'], code: SignNoteCode): SignNote[] => [
    { field: 'nonceStr', severity, code, params: {} },
  ]
  if (nonceStr === '') return note('error', 'nonceMissing')
  return nonceStr !== nonceStr.trim() ? note('warning', 'nonceBlank') : []
}

function timestampNotes(timestamp: string): SignNote[] {
  const note = (severity: SignNote['severity'], code: SignNoteCode, params = {}): SignNote[] => [
    { field: 'timestamp', severity, code, params },
  ]
  if (timestamp === '') return note('error', 'timestampMissing')
  if (/^\d{13}$/.test(timestamp)) return note('warning', 'timestampMilliseconds', { suggestion: timestamp.slice(0, 10) })
  return /^\d{1,10}$/.test(timestamp) ? [] : note('error', 'timestampForm')
}

function ticketNotes(ticket: string | undefined): SignNote[] {
  if (ticket === undefined) return []
  const note = (code: SignNoteCode): SignNote[] => [{ field: 'ticket', severity: 'error', code, params: {} }]
  if (ticket === '') return note('ticketMissing')
  return /\s/.test(ticket) ? note('ticketBlank') : []
}
