/** What was done to a text to get the link out of it; each has a text under `identify.changed.<code>`. */
export const foundChanges = ['fullWidth', 'invisible', 'entity', 'joined', 'trimmed', 'around'] as const
export type FoundChange = (typeof foundChanges)[number]

export interface FoundLinks {
  /** In the order of the text, each once. */
  links: string[]
  /** What was done, for all of them together. */
  changes: FoundChange[]
}

const mends = ['fullWidth', 'invisible', 'entity', 'joined'] as const

/** More than any link has; what lies behind is not read. */
const longestText = 20_000
const mostLinks = 50

/** Signs of a link that a Chinese keyboard writes full-width. Chinese punctuation is none of them: it ends a link. */
const fullWidth = /[\uFF21-\uFF3A\uFF41-\uFF5A\uFF10-\uFF19／：？＆＝＃％．－＿＠＋～]/gu
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu
/** A link begins where none of its own characters stands before, so that an address inside a query is no second one. */
const start =
  /(?<![A-Za-z0-9%=])(?:weixin:\/\/|wxp:\/\/|https?:\/\/|(?:wxaurl\.cn|wxmpurl\.cn)\/)|#?小程序:\/\//giu
const inLink = /[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%`]/u
const wholeLine = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%`]+$/u

/**
 * Takes the links out of any text: with words around them, full-width signs, invisible characters, `&amp;`, and line
 * breaks that a mail program put into the middle. Never throws; time grows with the length only.
 */
export function findLinks(input: string): FoundLinks {
  const changes = new Set<FoundChange>()
  const note = (change: FoundChange, before: string, after: string) => {
    if (before !== after) changes.add(change)
    return after
  }
  let text = input.slice(0, longestText)
  text = note('invisible', text, text.replace(invisible, ''))
  text = note('fullWidth', text, text.replace(fullWidth, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0)))
  text = note('entity', text, text.replace(/&amp;/giu, '&'))
  text = note('joined', text, joinLines(text))

  const links: string[] = []
  let covered = 0
  for (const match of text.matchAll(start)) {
    if (match.index < covered || links.length >= mostLinks) continue
    const end = match[0].endsWith('小程序://') ? shortLinkEnd(text, match.index) : addressEnd(text, match.index)
    const found = text.slice(match.index, end)
    covered = end
    const link = note('trimmed', found, withoutTail(found))
    if (link.length > match[0].length && !links.includes(link)) links.push(link)
  }
  const [first] = links
  // What was mended elsewhere in the text is nobody's concern.
  if (first === undefined || input.includes(first)) for (const mend of mends) changes.delete(mend)
  if (first !== undefined && text.trim() !== first) changes.add('around')
  return { links, changes: foundChanges.filter((change) => changes.has(change)) }
}

/** A line that ends inside a link and goes on in the next, which has nothing but characters of a link. */
function joinLines(text: string): string {
  const lines = text.split(/\r\n|\r|\n/u)
  const joined: string[] = []
  for (const line of lines) {
    const last = joined.at(-1)
    const next = line.trim()
    const goesOn =
      last !== undefined &&
      next.length <= 2000 &&
      wholeLine.test(next) &&
      !/^(?:weixin|https?|wxp):\/\//iu.test(next) &&
      (last.length >= 40 || /[?&=%/]$/u.test(last) || /^[?&=%]/u.test(next)) &&
      endsInLink(last)
    if (goesOn) joined[joined.length - 1] = last + next
    else joined.push(line.trimEnd())
  }
  return joined.join('\n')
}

/** Whether the last word of a line is an address that the next line may continue. */
function endsInLink(line: string): boolean {
  const word = /\S+$/u.exec(line.slice(-4000))?.[0] ?? ''
  return /(?:weixin|https?):\/\/|wxaurl\.cn\/|wxmpurl\.cn\//iu.test(word) && inLink.test(word.at(-1) ?? '')
}

/** Characters outside an address end it, unless nothing but this address was given: then they belong to it. */
function addressEnd(text: string, from: number): number {
  if (text.slice(0, from).trim() === '' && !/\s/u.test(text.slice(from).trim())) return from + text.slice(from).trimEnd().length
  let end = from
  while (end < text.length && inLink.test(text[end] ?? '')) end += 1
  return end
}

/** `#小程序://NAME/TITLE/CODE`: names may have blanks and any script; the code is the last part. */
function shortLinkEnd(text: string, from: number): number {
  const line = /^[^\n]{0,400}/u.exec(text.slice(from))?.[0] ?? ''
  const code = /^#?小程序:\/\/[^\n]*?\/([A-Za-z0-9_-]{6,64})(?![A-Za-z0-9_/-])/iu.exec(line)
  return from + (code?.[0].length ?? (/^\S*/u.exec(line)?.[0].length ?? 0))
}

/** Punctuation that belongs to the sentence, not to the link. */
function withoutTail(link: string): string {
  let end = link.length
  const opens = (sign: string) => link.slice(0, end).split(sign).length
  for (;;) {
    const last = link[end - 1] ?? ''
    const unbalanced = (last === ')' && opens('(') < opens(')')) || (last === ']' && opens('[') < opens(']'))
    if (end === 0 || !(/[.,;:!'"`]/u.test(last) || unbalanced)) return link.slice(0, end)
    end -= 1
  }
}
