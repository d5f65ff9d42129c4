/**
 * Reads what a person pasted as an answer: JSON as documents print it, also with the slips that they have. The sample of
 * getinfo lacks a comma (seed catalogue A23-7); what was mended is told. A field that stands twice is refused: which of
 * them counts would be a guess.
 */
import type { FaceAnswer, FaceInterface } from './conditions'

export interface AnswerNotice {
  code: 'textAround' | 'missingComma' | 'trailingComma' | 'typographicQuotes' | 'numberAsText' | 'notUnderstood' | 'otherInterface'
  params: Record<string, string | number>
}

export type AnswerReading =
  | { ok: true; answer: FaceAnswer; notices: AnswerNotice[] }
  | { ok: false; problem: 'noObject' | 'syntax' | 'duplicate' | 'tooDeep' | 'nothingKnown'; params: Record<string, string | number> }

const deepest = 4
type Value = string | number | boolean | null | undefined | ReadonlyMap<string, Value>
type Members = ReadonlyMap<string, Value>

class Unreadable extends Error {
  readonly problem: Exclude<AnswerReading, { ok: true }>['problem']
  readonly params: Record<string, string | number>
  constructor(problem: Exclude<AnswerReading, { ok: true }>['problem'], params: Record<string, string | number> = {}) {
    super(problem)
    this.problem = problem
    this.params = params
  }
}

/** Field name → part of an answer, by interface. `request` of a log line may stand beside the answer. */
const numbers: Record<string, keyof FaceAnswer> = { errcode: 'errcode', identify_time: 'identifyTime', finish_time: 'finishTime' }
const results: Record<FaceInterface, string> = { v1: 'identify_ret', v2: 'verify_ret' }
const texts: Record<string, keyof FaceAnswer> = {
  openid: 'openid',
  user_id_key: 'userIdKey',
  verify_id: 'verifyId',
  out_seq_no: 'outSeqNo',
  cert_hash: 'certHash',
  id_card_number_md5: 'numberMd5',
  name_utf8_md5: 'nameMd5',
}

export function readAnswer(text: string, face: FaceInterface): AnswerReading {
  const from = text.indexOf('{')
  const to = text.lastIndexOf('}')
  if (from < 0 || to < from) return { ok: false, problem: 'noObject', params: {} }
  const reader = new Reader(text.slice(from, to + 1))
  try {
    const members = reader.document()
    const around = text.slice(0, from).trim() !== '' || text.slice(to + 1).trim() !== ''
    const found = new Map<keyof FaceAnswer, string | number | undefined>()
    const notices = [...(around ? [{ code: 'textAround', params: {} } as const] : []), ...reader.notices]
    take(members, face, found, notices)
    const other = results[face === 'v1' ? 'v2' : 'v1']
    if (!found.has('result') && members.has(other)) notices.push({ code: 'otherInterface', params: { field: other } })
    const answer = Object.fromEntries([...found].filter(([, value]) => value !== undefined))
    if (Object.keys(answer).length === 0) return { ok: false, problem: 'nothingKnown', params: {} }
    return { ok: true, answer, notices }
  } catch (cause) {
    if (cause instanceof Unreadable) return { ok: false, problem: cause.problem, params: cause.params }
    throw cause
  }
}

/** `found` also holds, as undefined, what was said in a way that is not understood. */
function take(members: Members, face: FaceInterface, found: Map<keyof FaceAnswer, string | number | undefined>, notices: AnswerNotice[]): void {
  for (const [name, value] of members) {
    const number = name === results[face] ? 'result' : own(numbers, name)
    const part = number ?? own(texts, name)
    if (value instanceof Map) take(value, face, found, notices)
    if (part === undefined || value === null || value === '') continue
    const read = number === undefined ? textIn(value) : numberIn(value, name, notices)
    // The request beside the answer may repeat it, but not say something else.
    if (found.has(part) && found.get(part) !== read) throw new Unreadable('duplicate', { field: name })
    found.set(part, read)
    if (read === undefined) notices.push({ code: 'notUnderstood', params: { field: name } })
  }
}

/**
 * A code or a time as the platform writes it: no sign before zero, no leading zeros, at most 12 digits, so that a number
 * of a person is never taken for one.
 */
export function plainWhole(value: unknown): number | undefined {
  if (Object.is(value, -0)) return undefined
  return /^(?:0|-?[1-9]\d{0,11})$/u.test(String(value)) ? Number(value) : undefined
}

/** A name that is none of these could hold anything, so it is not repeated. */
const isKnown = (name: string) => own(texts, name) !== undefined || own(numbers, name) !== undefined || Object.values(results).includes(name)

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(record, name) ? record[name] : undefined)
const textIn = (value: Value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined)

function numberIn(value: Value, field: string, notices: AnswerNotice[]): number | undefined {
  if (typeof value === 'number') return plainWhole(value)
  const read = typeof value === 'string' ? plainWhole(value.trim()) : undefined
  if (read !== undefined) notices.push({ code: 'numberAsText', params: { field } })
  return read
}

/** A reader of JSON objects that goes on after the slips it names. */
class Reader {
  readonly notices: AnswerNotice[] = []
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): Members {
    const members = this.#object(1)
    this.#space()
    if (this.#at < this.#text.length) throw new Unreadable('syntax')
    return members
  }

  #object(depth: number): Members {
    if (depth > deepest) throw new Unreadable('tooDeep')
    const members = new Map<string, Value>()
    this.#expect('{')
    for (;;) {
      this.#space()
      if (this.#skip('}')) return members
      const name = this.#string()
      this.#space()
      if (!this.#skip(':')) this.#expect('：')
      // The same name twice in one object: whichever a parser takes, another takes the other.
      if (members.has(name)) throw new Unreadable('duplicate', { field: isKnown(name) ? name : '…' })
      members.set(name, this.#value(depth))
      this.#separator()
    }
  }

  /** A comma, or what stands where one is missing. */
  #separator(): void {
    this.#space()
    if (this.#skip(',') || this.#skip('，')) {
      this.#space()
      if (this.#peek() === '}') this.#note('trailingComma')
      return
    }
    if (this.#peek() !== '}') this.#note('missingComma')
  }

  #value(depth: number): Value {
    this.#space()
    const next = this.#peek()
    if (next === '{') return this.#object(depth + 1)
    if (next === '[') return this.#list(depth + 1)
    if (next === '"' || next === '“' || next === '”') return this.#string()
    const word = /(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy
    word.lastIndex = this.#at
    const found = word.exec(this.#text)?.[0]
    if (found === undefined) throw new Unreadable('syntax')
    this.#at += found.length
    return JSON.parse(found) as number | boolean | null
  }

  /** Lists hold nothing that is asked for; they are read so that what follows them can be. */
  #list(depth: number): undefined {
    if (depth > deepest) throw new Unreadable('tooDeep')
    this.#expect('[')
    for (;;) {
      this.#space()
      if (this.#skip(']')) return undefined
      this.#value(depth)
      this.#space()
      if (!this.#skip(',') && this.#peek() !== ']') throw new Unreadable('syntax')
    }
  }

  #string(): string {
    const plain = /"(?:[^"\\\n]|\\.)*"/uy
    plain.lastIndex = this.#at
    const found = plain.exec(this.#text)?.[0]
    if (found !== undefined) {
      this.#at += found.length
      return this.#unescaped(found)
    }
    const typographic = /[“”]([^"“”\\\n]*)["“”]/uy
    typographic.lastIndex = this.#at
    const curled = typographic.exec(this.#text)
    if (!curled) throw new Unreadable('syntax')
    this.#at += curled[0].length
    this.#note('typographicQuotes')
    return curled[1] ?? ''
  }

  #unescaped(quoted: string): string {
    try {
      return String(JSON.parse(quoted))
    } catch {
      // The parser's message quotes the text; it is not kept.
      throw new Unreadable('syntax')
    }
  }

  #note(code: AnswerNotice['code']): void {
    if (!this.notices.some((notice) => notice.code === code)) this.notices.push({ code, params: {} })
  }

  #peek(): string | undefined {
    return this.#text[this.#at]
  }

  #skip(character: string): boolean {
    if (this.#peek() !== character) return false
    this.#at += 1
    return true
  }

  #expect(character: string): void {
    if (!this.#skip(character)) throw new Unreadable('syntax')
  }

  #space(): void {
    while (/\s/u.test(this.#peek() ?? '')) this.#at += 1
  }
}
