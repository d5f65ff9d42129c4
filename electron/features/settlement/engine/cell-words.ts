/** What a text of a cell means, asked by its bytes: a column holds few different words, so each is decoded once only. */
export class CellWords<T> {
  readonly #meaning: (text: string) => T
  readonly #decode: (bytes: Uint8Array) => string
  readonly #known: { bytes: Uint8Array; value: T }[] = []

  /** @param meaning of a text without blanks around; asked once for each, as far as `mostKnown` are kept */
  constructor(decode: (bytes: Uint8Array) => string, meaning: (text: string) => T) {
    this.#decode = decode
    this.#meaning = meaning
  }

  of(bytes: Uint8Array, start: number, end: number): T {
    const known = this.#known
    for (let n = 0; n < known.length; n += 1) {
      const word = known[n]
      if (word && word.bytes.length === end - start && same(word.bytes, bytes, start)) return word.value
    }
    return this.#learn(bytes.slice(start, end))
  }

  #learn(bytes: Uint8Array): T {
    const value = this.#meaning(this.#decode(bytes).trim())
    if (this.#known.length < mostKnown) this.#known.push({ bytes, value })
    return value
  }
}

/** More are looked up by their text. */
const mostKnown = 24

function same(word: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let n = 0; n < word.length; n += 1) if (word[n] !== bytes[start + n]) return false
  return true
}
