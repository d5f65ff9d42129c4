/**
 * Reads the flat XML of WeChat Pay APIv2 with a scanner that knows nothing more: no document types, no entities but the
 * five and numbers, no processing instructions, no attributes, no nesting. What a general parser can be talked into
 * (XXE, entity bombs) does not exist here. Source: payment-providers §7.9.
 */
import { isFieldName, isXmlCharacter } from './names'

export type XmlProblem =
  | 'tooLarge'
  | 'doctype'
  | 'instruction'
  | 'root'
  | 'tooDeep'
  | 'tooMany'
  | 'duplicate'
  | 'name'
  | 'attribute'
  | 'entity'
  | 'character'
  | 'syntax'

/** Values are text, always: order numbers keep their zeros. */
export type FlatXml = { ok: true; fields: ReadonlyMap<string, string>; problem?: undefined } | { ok: false; problem: XmlProblem }

const maxFields = 2_000
const usual = { root: 'xml', maxLength: 64 * 1024 }

class Refused extends Error {
  readonly problem: XmlProblem
  constructor(problem: XmlProblem) {
    super(problem)
    this.problem = problem
  }
}

/** `maxLength` in UTF-16 units. The root's name must be the one that is expected. */
export function parseFlatXml(text: string, options: { root?: string; maxLength?: number } = {}): FlatXml {
  const { root, maxLength } = { ...usual, ...options }
  if (text.length > maxLength) return { ok: false, problem: 'tooLarge' }
  // Before anything is read, and wherever it stands: no honest message has one.
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/iu.test(text)) return { ok: false, problem: 'doctype' }
  try {
    return { ok: true, fields: new Scanner(text).document(root) }
  } catch (cause) {
    if (cause instanceof Refused) return { ok: false, problem: cause.problem }
    throw cause
  }
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const declaration = /^\uFEFF?(?:<\?xml[ \t\r\n]+version=(?:"1\.0"|'1\.0')(?:[ \t\r\n]+encoding=(?:"utf-8"|'utf-8'))?[ \t\r\n]*\?>)?/iu

class Scanner {
  readonly #text: string
  #at: number

  constructor(text: string) {
    this.#text = text
    this.#at = declaration.exec(text)?.[0].length ?? 0
  }

  document(root: string): Map<string, string> {
    this.#space()
    const opened = this.#open()
    if (opened.name !== root) throw new Refused('root')
    const fields = opened.empty ? new Map<string, string>() : this.#fields(root)
    this.#space()
    if (this.#at < this.#text.length) throw new Refused(this.#starts('<?') ? 'instruction' : 'syntax')
    return fields
  }

  #fields(root: string): Map<string, string> {
    const fields = new Map<string, string>()
    for (;;) {
      this.#space()
      if (this.#starts('</')) {
        this.#close(root)
        return fields
      }
      const { name, empty } = this.#open()
      if (!isFieldName(name)) throw new Refused('name')
      if (fields.has(name)) throw new Refused('duplicate')
      if (fields.size >= maxFields) throw new Refused('tooMany')
      fields.set(name, empty ? '' : this.#value(name))
    }
  }

  /** Everything up to the end tag: text, references, CDATA. */
  #value(name: string): string {
    let value = ''
    for (;;) {
      const next = this.#text.indexOf('<', this.#at)
      if (next < 0) throw new Refused('syntax')
      value += unescaped(this.#text.slice(this.#at, next))
      this.#at = next
      if (this.#starts('<![CDATA[')) value += this.#cdata()
      else if (this.#starts('</')) {
        this.#close(name)
        return value
      } else throw new Refused(this.#starts('<?') ? 'instruction' : this.#starts('<!') ? 'syntax' : 'tooDeep')
    }
  }

  #cdata(): string {
    const from = this.#at + '<![CDATA['.length
    const end = this.#text.indexOf(']]>', from)
    if (end < 0) throw new Refused('syntax')
    this.#at = end + 3
    return literal(this.#text.slice(from, end))
  }

  #open(): { name: string; empty: boolean } {
    if (this.#starts('<?')) throw new Refused('instruction')
    if (!this.#starts('<')) throw new Refused('syntax')
    const end = this.#text.indexOf('>', this.#at)
    if (end < 0) throw new Refused('syntax')
    const inside = this.#text.slice(this.#at + 1, end)
    this.#at = end + 1
    const empty = inside.endsWith('/')
    const name = (empty ? inside.slice(0, -1) : inside).replace(/[ \t\r\n]+$/u, '')
    if (/[ \t\r\n]/u.test(name)) throw new Refused('attribute')
    if (name === '' || /[<&!/]/u.test(name)) throw new Refused('syntax')
    return { name, empty }
  }

  #close(name: string): void {
    const end = this.#text.indexOf('>', this.#at)
    if (end < 0 || this.#text.slice(this.#at + 2, end).replace(/[ \t\r\n]+$/u, '') !== name) throw new Refused('syntax')
    this.#at = end + 1
  }

  #space(): void {
    while (this.#at < this.#text.length && ' \t\r\n'.includes(this.#text.charAt(this.#at))) this.#at += 1
  }

  #starts(with_: string): boolean {
    return this.#text.startsWith(with_, this.#at)
  }
}

/** Line ends become one line feed (XML 1.0 §2.11). */
function literal(text: string): string {
  for (const character of text) if (!isXmlCharacter(character.codePointAt(0) ?? 0)) throw new Refused('character')
  return text.replace(/\r\n?/gu, '\n')
}

function unescaped(text: string): string {
  if (text.includes(']]>')) throw new Refused('syntax')
  return literal(text).replace(/&([^;&]{0,12}(?:;|$)|)/gu, (_all, reference: string) => {
    if (!reference.endsWith(';')) throw new Refused('entity')
    return referred(reference.slice(0, -1))
  })
}

function referred(reference: string): string {
  const plain = Object.hasOwn(named, reference) ? named[reference] : undefined
  if (plain !== undefined) return plain
  const number = /^#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}))$/u.exec(reference)
  if (!number) throw new Refused('entity')
  const code = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16)
  if (!isXmlCharacter(code)) throw new Refused('character')
  return String.fromCodePoint(code)
}
