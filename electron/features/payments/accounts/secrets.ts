import { Fault } from '../../../platform/errors/fault'
import type { Redactor } from '../../../platform/log'
import type { Vault } from '../../../platform/vault'

export interface AccountSecretsParts {
  vault: Pick<Vault, 'seal' | 'open'>
  redactor: Pick<Redactor, 'learn'>
}

/** Of a shorter secret the end would be too much of it. */
const longEnoughToShow = 12

/**
 * Secrets of payment accounts: sealed on the way in, bound to account and name, opened only for a call. The private key
 * of a client certificate is sealed the same way, under the id of its row.
 */
export class AccountSecrets {
  readonly #parts: AccountSecretsParts

  constructor(parts: AccountSecretsParts) {
    this.#parts = parts
  }

  /** @param shown what a screen may see of it instead of its end. @throws Fault `vault.locked` */
  seal(accountId: string, name: string, secret: string, shown?: string): { sealed: string; last4: string } {
    this.learn(secret)
    const last4 = shown ?? (secret.length >= longEnoughToShow ? secret.slice(-4) : '')
    return { sealed: this.#parts.vault.seal(purposeOf(accountId, name), secret), last4 }
  }

  /** @throws Fault `payments.secretUnreadable` (params `name`), `vault.locked` */
  open(accountId: string, name: string, sealed: string): string {
    try {
      const bytes = this.#parts.vault.open(purposeOf(accountId, name), sealed)
      const secret = bytes.toString('utf8')
      bytes.fill(0)
      this.learn(secret)
      return secret
    } catch (cause) {
      if (cause instanceof Fault && cause.code !== 'vault.cannotOpen' && cause.code !== 'vault.otherKey') throw cause
      throw new Fault('payments.secretUnreadable', { params: { name }, cause })
    }
  }

  /**
   * From now on no log shows it. Of a key block two lines of its inside are enough: whole ones are recognised by their
   * form, and every learned text makes each line of the log slower.
   */
  learn(secret: string): void {
    if (!secret.includes('-----BEGIN')) this.#parts.redactor.learn(secret)
    else for (const line of secret.split('\n').slice(2, 4)) if (line.length >= 16) this.#parts.redactor.learn(line)
  }
}

const purposeOf = (accountId: string, name: string) => `payments.secret:${accountId}:${name}`
