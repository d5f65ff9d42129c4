const MINIMUM_LENGTH = 4
const MINIMUM_BASE64_BYTES = 8
const PASSING_KEPT = 64

/** Base64 of the value wherever it stands inside a longer encoded text: the characters that no neighbour can change. */
function base64Cores(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8')
  if (bytes.length < MINIMUM_BASE64_BYTES) return []
  const cores: string[] = []
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replaceAll('=', '')
    const usable = Math.floor(((shift + bytes.length) * 8) / 6)
    const core = encoded.slice(shift === 0 ? 0 : shift + 1, usable)
    cores.push(core, core.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return cores
}

function lowerPercent(text: string): string {
  return text.replaceAll(/%[0-9A-F]{2}/gu, (code) => code.toLowerCase())
}

function writtenForms(value: string): string[] {
  const encoded = encodeURIComponent(value.toWellFormed())
  const strict = encoded.replaceAll(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    encoded,
    strict,
    strict.replaceAll('%20', '+'),
    encodeURIComponent(encoded),
    ...base64Cores(value),
  ]
  return [...forms, ...forms.map(lowerPercent)]
}

/**
 * The secrets that the running program holds, so that they can be removed wherever they turn up: as they are, in JSON,
 * URL-encoded (also twice) or base64-encoded, alone or inside a longer text such as `Basic …`.
 */
export class KnownSecrets {
  readonly #lasting = new Set<string>()
  readonly #passing = new Set<string>()
  #pattern: RegExp | undefined

  /** Values under four characters are not learned: removing them would blot out ordinary text. */
  learn(value: string, passing: boolean): void {
    if (value.length < MINIMUM_LENGTH || this.#lasting.has(value)) return
    if (passing) {
      this.#passing.delete(value)
      this.#passing.add(value)
      const oldest = this.#passing.values().next()
      if (this.#passing.size > PASSING_KEPT && !oldest.done) this.#passing.delete(oldest.value)
    } else {
      this.#passing.delete(value)
      this.#lasting.add(value)
    }
    this.#pattern = undefined
  }

  remove(text: string, placeholder: string): string {
    if (this.#lasting.size === 0 && this.#passing.size === 0) return text
    this.#pattern ??= this.#build()
    return text.replaceAll(this.#pattern, placeholder)
  }

  #build(): RegExp {
    const forms = new Set<string>()
    for (const value of [...this.#lasting, ...this.#passing]) for (const form of writtenForms(value)) forms.add(form)
    const longestFirst = [...forms].toSorted((a, b) => b.length - a.length)
    const literally = (form: string) => form.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`)
    return new RegExp(longestFirst.map(literally).join('|'), 'gu')
  }
}
