import { Fault } from '../../../platform/errors/fault'
import type { Redactor } from '../../../platform/log'
import type { Vault } from '../../../platform/vault'

export interface KeySecretsParts {
  vault: Pick<Vault, 'seal' | 'open'>
  redactor: Pick<Redactor, 'learn'>
}

/** Of a shorter secret the end would be too much of it. */
const longEnoughToShow = 12

/** Secrets of geocoding keys: sealed on the way in, bound to key and name, opened only for a call. */
export class KeySecrets {
  readonly #parts: KeySecretsParts

  constructor(parts: KeySecretsParts) {
    this.#parts = parts
  }

  /** @throws Fault `vault.locked` */
  seal(keyId: string, name: string, secret: string): { sealed: string; last4: string } {
    this.#parts.redactor.learn(secret)
    const last4 = secret.length >= longEnoughToShow ? secret.slice(-4) : ''
    return { sealed: this.#parts.vault.seal(purposeOf(keyId, name), secret), last4 }
  }

  /** @throws Fault `geocoding.secretUnreadable` (params `name`), `vault.locked` */
  open(keyId: string, name: string, sealed: string): string {
    try {
      const bytes = this.#parts.vault.open(purposeOf(keyId, name), sealed)
      const secret = bytes.toString('utf8')
      bytes.fill(0)
      this.#parts.redactor.learn(secret)
      return secret
    } catch (cause) {
      if (cause instanceof Fault && cause.code !== 'vault.cannotOpen' && cause.code !== 'vault.otherKey') throw cause
      throw new Fault('geocoding.secretUnreadable', { params: { name }, cause })
    }
  }
}

const purposeOf = (keyId: string, name: string) => `geocoding.secret:${keyId}:${name}`
