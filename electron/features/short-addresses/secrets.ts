import { Fault } from '../../platform/errors/fault'
import type { Redactor } from '../../platform/log'
import type { RepositoryClient } from '../../platform/store/repository'
import type { Vault } from '../../platform/vault'
import type { shortServicesRepository } from './services.repository'

export interface ServiceSecretsOptions {
  services: RepositoryClient<typeof shortServicesRepository>
  vault: Pick<Vault, 'seal' | 'open'>
  redactor: Pick<Redactor, 'learn'>
}

/** The secrets of short-address services: sealed on the way in, opened only for a call. */
export class ServiceSecrets {
  readonly #options: ServiceSecretsOptions

  constructor(options: ServiceSecretsOptions) {
    this.#options = options
  }

  /** @throws Fault `vault.locked` */
  seal(id: string, name: string, secret: string): { sealed: string; last4: string } {
    this.#learn(secret)
    // Of a short one the end would be half of it.
    return { sealed: this.#options.vault.seal(purposeOf(id, name), secret), last4: secret.length >= 12 ? secret.slice(-4) : '' }
  }

  /** Those of one service by name. @throws Fault `shortAddresses.secretUnreadable` (params `name`), `vault.locked` */
  async of(id: string): Promise<Map<string, string>> {
    const opened = new Map<string, string>()
    for (const { name, sealed } of await this.#options.services.sealed(id)) opened.set(name, this.#open(id, name, sealed))
    return opened
  }

  /** After the vault was opened: from now on no log shows a stored secret. What cannot be opened is told when used. */
  async learnAll(): Promise<void> {
    for (const { id, name, sealed } of await this.#options.services.sealed(null)) {
      try {
        this.#open(id, name, sealed)
      } catch (cause) {
        if (!(cause instanceof Fault) || cause.code !== 'shortAddresses.secretUnreadable') throw cause
      }
    }
  }

  #open(id: string, name: string, sealed: string): string {
    try {
      const bytes = this.#options.vault.open(purposeOf(id, name), sealed)
      const secret = bytes.toString('utf8')
      bytes.fill(0)
      this.#learn(secret)
      return secret
    } catch (cause) {
      if (cause instanceof Fault && cause.code !== 'vault.cannotOpen' && cause.code !== 'vault.otherKey') throw cause
      throw new Fault('shortAddresses.secretUnreadable', { params: { name }, cause })
    }
  }

  /** Of `Bearer abc` an answer may repeat `abc` alone. */
  #learn(secret: string): void {
    this.#options.redactor.learn(secret)
    const last = secret.split(' ').at(-1) ?? ''
    if (last !== secret && last.length >= 8) this.#options.redactor.learn(last)
  }
}

const purposeOf = (id: string, name: string) => `shortAddresses.secret:${id}:${name}`
