import { textFor } from '../../platform/texts/texts'

export type Locale = 'zh-CN' | 'en'

/** The language of what the shell itself shows: that in which the windows last spoke. Chinese until one did. */
export class Language {
  #locale: Locale
  readonly #changed: (locale: Locale) => void

  constructor(locale: Locale, changed: (locale: Locale) => void) {
    this.#locale = locale
    this.#changed = changed
  }

  get locale(): Locale {
    return this.#locale
  }

  hear(locale: string): void {
    const known: Locale = locale === 'en' ? 'en' : 'zh-CN'
    if (known === this.#locale) return
    this.#locale = known
    this.#changed(known)
  }

  readonly text = (key: string, params: Record<string, string | number> = {}): string =>
    textFor(this.#locale, key, params)
}
