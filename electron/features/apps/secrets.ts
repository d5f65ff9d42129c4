import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { Redactor } from '../../platform/log'
import type { RepositoryClient } from '../../platform/store/repository'
import type { Vault } from '../../platform/vault'
import type { appsRepository, SealedSecret } from './repository'

const noteUseEveryMs = 60_000

/** The AppSecrets of a workspace: sealed on the way in, opened only for a call to WeChat. */
export class AppSecrets {
  readonly #repository: RepositoryClient<typeof appsRepository>
  readonly #clock: Clock
  readonly #vault: Pick<Vault, 'seal' | 'open'>
  readonly #redactor: Pick<Redactor, 'learn'>

  constructor(options: {
    repository: RepositoryClient<typeof appsRepository>
    clock: Clock
    vault: Pick<Vault, 'seal' | 'open'>
    redactor: Pick<Redactor, 'learn'>
  }) {
    this.#repository = options.repository
    this.#clock = options.clock
    this.#vault = options.vault
    this.#redactor = options.redactor
  }

  /** Seals a secret for one mini program; from now on no log shows it. @throws Fault `vault.locked` */
  seal(id: string, secret: string): SealedSecret {
    this.#redactor.learn(secret)
    return { sealed: this.#vault.seal(purposeOf(id), secret), last4: secret.slice(-4) }
  }

  /**
   * The secret of a mini program, and whether this use was noted.
   * @throws Fault `apps.noSecret`, `apps.secretUnreadable` (params `name`), `vault.locked`
   */
  async use(app: { id: string; name: string }): Promise<{ secret: string; noted: boolean }> {
    const stored = await this.#repository.sealedSecret(app.id)
    if (!stored) throw new Fault('apps.noSecret', { params: { name: app.name } })
    const secret = this.#open(app.id, stored.sealed, app.name)
    this.#redactor.learn(secret)
    return { secret, noted: await this.#noteUse(app.id, stored.usedAt) }
  }

  /** Tells the redactor every stored secret that can be opened; what cannot is reported when it is used. */
  async learnAll(): Promise<void> {
    for (const secret of (await this.all()).values()) this.#redactor.learn(secret)
  }

  /** Every secret that can be opened, by the id of its mini program. */
  async all(): Promise<Map<string, string>> {
    const secrets = new Map<string, string>()
    for (const { id, sealed } of await this.#repository.sealedSecrets()) {
      try {
        secrets.set(id, this.#open(id, sealed, ''))
      } catch (cause) {
        if (!(cause instanceof Fault) || cause.code !== 'apps.secretUnreadable') throw cause
      }
    }
    return secrets
  }

  #open(id: string, sealed: string, name: string): string {
    try {
      const bytes = this.#vault.open(purposeOf(id), sealed)
      const secret = bytes.toString('utf8')
      bytes.fill(0)
      return secret
    } catch (cause) {
      if (cause instanceof Fault && cause.code !== 'vault.cannotOpen' && cause.code !== 'vault.otherKey') throw cause
      throw new Fault('apps.secretUnreadable', { params: { name }, cause })
    }
  }

  async #noteUse(id: string, usedAt: string | null): Promise<boolean> {
    const now = this.#clock.now().getTime()
    const age = usedAt === null ? Infinity : now - Date.parse(usedAt)
    if (age >= 0 && age < noteUseEveryMs) return false
    const since = new Date(now - noteUseEveryMs).toISOString()
    // The call to WeChat matters more than the note: a full disk must not stop it here.
    return this.#repository.secretUsed({ id, at: this.#clock.instant(), since }).catch(() => false)
  }
}

const purposeOf = (id: string) => `apps.secret:${id}`
