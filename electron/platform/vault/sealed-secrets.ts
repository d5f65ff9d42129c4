import type { Clock } from '../clock/clock'
import { Fault } from '../errors/fault'
import type { Redactor } from '../log'
import type { Vault } from './vault'

const noteUseEveryMs = 60_000

/** A secret as it is stored: sealed for its owner, with the end that a screen may show. */
export interface SealedSecret {
  sealed: string
  last4: string
}

/** The rows that hold the sealed secrets of one kind of account, by the id of the account. */
export interface SecretRows {
  sealedSecret(id: string): Promise<{ sealed: string; usedAt: string | null } | undefined>
  sealedSecrets(): Promise<{ id: string; sealed: string }[]>
  /** Notes a use of the secret unless one after `since` is noted; says whether it wrote. */
  secretUsed(use: { id: string; at: string; since: string }): Promise<boolean>
}

export interface SealedSecretsParts {
  rows: SecretRows
  clock: Clock
  vault: Pick<Vault, 'seal' | 'open'>
  redactor: Pick<Redactor, 'learn'>
  /** What the seal is bound to besides the id, e.g. `apps.secret`: a sealed text opens only where it was made. */
  purpose: string
  /** The failure where an account has none; where one cannot be opened. */
  missing: (name: string) => Fault
  unreadable: (name: string, cause: unknown) => Fault
}

/** The AppSecrets of one kind of account in a workspace: sealed on the way in, opened only for a call to WeChat. */
export class SealedSecrets {
  readonly #parts: SealedSecretsParts

  constructor(parts: SealedSecretsParts) {
    this.#parts = parts
  }

  /** Seals a secret for one account; from now on no log shows it. @throws Fault `vault.locked` */
  seal(id: string, secret: string): SealedSecret {
    this.#parts.redactor.learn(secret)
    return { sealed: this.#parts.vault.seal(this.#purposeOf(id), secret), last4: secret.slice(-4) }
  }

  /**
   * The secret of an account, and whether this use was noted.
   * @throws what `missing` and `unreadable` give; Fault `vault.locked`
   */
  async use(owner: { id: string; name: string }): Promise<{ secret: string; noted: boolean }> {
    const stored = await this.#parts.rows.sealedSecret(owner.id)
    if (!stored) throw this.#parts.missing(owner.name)
    const opened = this.#open(owner.id, stored.sealed)
    if (!opened.ok) throw this.#parts.unreadable(owner.name, opened.cause)
    this.#parts.redactor.learn(opened.secret)
    return { secret: opened.secret, noted: await this.#noteUse(owner.id, stored.usedAt) }
  }

  /** Tells the redactor every stored secret that can be opened; what cannot is reported when it is used. */
  async learnAll(): Promise<void> {
    for (const secret of (await this.all()).values()) this.#parts.redactor.learn(secret)
  }

  /** Every secret that can be opened, by the id of its account. */
  async all(): Promise<Map<string, string>> {
    const secrets = new Map<string, string>()
    for (const { id, sealed } of await this.#parts.rows.sealedSecrets()) {
      const opened = this.#open(id, sealed)
      if (opened.ok) secrets.set(id, opened.secret)
    }
    return secrets
  }

  /** @throws Fault `vault.locked` and whatever is no fault of the sealed text itself */
  #open(id: string, sealed: string): { ok: true; secret: string } | { ok: false; cause: unknown } {
    try {
      const bytes = this.#parts.vault.open(this.#purposeOf(id), sealed)
      const secret = bytes.toString('utf8')
      bytes.fill(0)
      return { ok: true, secret }
    } catch (cause) {
      if (cause instanceof Fault && cause.code !== 'vault.cannotOpen' && cause.code !== 'vault.otherKey') throw cause
      return { ok: false, cause }
    }
  }

  async #noteUse(id: string, usedAt: string | null): Promise<boolean> {
    const { clock, rows } = this.#parts
    const now = clock.now().getTime()
    const age = usedAt === null ? Infinity : now - Date.parse(usedAt)
    if (age >= 0 && age < noteUseEveryMs) return false
    const since = new Date(now - noteUseEveryMs).toISOString()
    // The call to WeChat matters more than the note: a full disk must not stop it here.
    return rows.secretUsed({ id, at: clock.instant(), since }).catch(() => false)
  }

  #purposeOf(id: string): string {
    return `${this.#parts.purpose}:${id}`
  }
}
