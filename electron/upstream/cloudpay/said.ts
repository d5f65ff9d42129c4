/** What a cloud function says, in whichever of the two spellings. Source: payment-providers §6.1, §6.3. */

/** `trade_state` → `tradeState`, `refund_status_0` stays numbered: `refundStatus_0`. */
const camel = (name: string) => name.replaceAll(/_([a-z])/gu, (_all, letter: string) => letter.toUpperCase())

export class Said {
  readonly #values = new Map<string, unknown>()

  constructor(values: object) {
    for (const [name, value] of Object.entries(values)) this.#values.set(camel(name), value)
  }

  /** Texts and numbers as text; empty and everything else as `undefined`. */
  text(name: string): string | undefined {
    const value = this.#values.get(name)
    const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value
    return typeof text === 'string' && text !== '' ? text : undefined
  }

  minor(name: string): number | undefined {
    return minorOf(this.text(name))
  }

  object(name: string): object | undefined {
    const value = this.#values.get(name)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  }

  /** One of a list (`refundStatusList`) or of numbered fields (`refund_status_0`). */
  nth(name: string, index: number): string | undefined {
    const list = this.#values.get(`${name}List`)
    if (!Array.isArray(list)) return this.text(`${name}_${index}`)
    return new Said({ value: list[index] as unknown }).text('value')
  }

  entries(): [string, string][] {
    return [...this.#values.keys()].map((name) => [name, this.text(name) ?? ''])
  }
}

function minorOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/u.test(text) ? Number(text) : undefined
}
