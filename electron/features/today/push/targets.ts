import type { MailSettings, PushRules, PushTarget } from '@shared/contract/today-push'
import type { Clock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import type { Redactor } from '../../../platform/log'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { Vault } from '../../../platform/vault'
import type { Mailer, MailServer } from '../../../upstream/mail'
import { webhookKey, type WecomRobot } from '../../../upstream/wecom-robot'
import type { pushRepository, StoredTarget } from './repository'
import { doneDayAtStart, givenUpAfter, wallTime } from './rules'
import { checkMail, passwordStays } from './target-fields'
import type { PushText } from './text'

export interface PushTargetsParts {
  repository: RepositoryClient<typeof pushRepository>
  clock: Clock
  newId: () => string
  vault: Pick<Vault, 'seal' | 'open'>
  redactor: Pick<Redactor, 'learn'>
  robot: WecomRobot
  mailer: Mailer
  /** In practice: the stand-in to which every mail goes, whatever server is entered. */
  practiceMail: (() => Promise<{ host: string; port: number }>) | undefined
  rules: () => PushRules
  zone: () => string
}

const purposeOf = (id: string) => `push.secret:${id}`

/** Where notices are pushed: what is entered, the sealed secrets, and the way out. */
export class PushTargets {
  readonly #parts: PushTargetsParts

  constructor(parts: PushTargetsParts) {
    this.#parts = parts
  }

  all(): Promise<StoredTarget[]> {
    return this.#parts.repository.targets()
  }

  /** @throws Fault `today.targetGone` */
  async get(id: string): Promise<StoredTarget> {
    const target = (await this.all()).find((one) => one.id === id)
    if (!target) throw new Fault('today.targetGone')
    return target
  }

  /** Tells the redactor every sealed secret that can be opened, so that no log ever shows one. */
  async learnSecrets(): Promise<void> {
    for (const target of await this.all())
      try {
        this.#open(target)
      } catch (cause) {
        if (!(cause instanceof Fault) || cause.code !== 'today.secretUnreadable') throw cause
      }
  }

  /** @throws Fault `bridge.invalidInput` with the fields, `today.targetGone` */
  async saveRobot(input: { id?: string; name: string; enabled: boolean; webhook?: string }): Promise<void> {
    const before = await this.#before(input.id, 'wecomRobot')
    const key = input.webhook === undefined ? undefined : webhookKey(input.webhook)
    if (input.webhook !== undefined && key === undefined)
      throw new Fault('bridge.invalidInput', { fields: [{ path: 'webhook', code: 'webhookForm' }] })
    if (key === undefined && !before?.sealed)
      throw new Fault('bridge.invalidInput', { fields: [{ path: 'webhook', code: 'required' }] })
    await this.#save({ ...input, kind: 'wecomRobot', mail: undefined, secret: key }, before)
  }

  /** @throws Fault `bridge.invalidInput` with the fields, `today.targetGone` */
  async saveMail(input: { id?: string; name: string; enabled: boolean; mail: MailSettings; password?: string }): Promise<void> {
    const { mail, password } = input
    checkMail(mail)
    const before = await this.#before(input.id, 'mail')
    const stays = before?.mail !== undefined && passwordStays(before.mail, mail)
    const needed = mail.user !== '' && (password === undefined ? !(before?.sealed && stays) : password === '')
    if (needed) throw new Fault('bridge.invalidInput', { fields: [{ path: 'password', code: 'passwordAgain' }] })
    const secret = mail.user === '' || password === '' ? null : password
    await this.#save({ ...input, kind: 'mail', mail, secret }, before)
  }

  /** @throws Fault `today.targetGone` */
  async remove(id: string): Promise<void> {
    if (!(await this.#parts.repository.remove(id))) throw new Fault('today.targetGone')
  }

  /** Sends one message. @throws Fault `wecomRobot.*`, `mail.*`, `http.*`, `today.secretUnreadable`, `vault.locked` */
  async deliver(target: StoredTarget, { subject, text, markdown }: PushText, correlationId: string): Promise<void> {
    const secret = this.#open(target)
    const { robot, mailer, practiceMail } = this.#parts
    if (target.kind === 'wecomRobot') return robot.send(secret, markdown, { correlationId })
    if (!target.mail) throw new Fault('today.secretUnreadable', { params: { name: target.name } })
    const { from, to, ...server } = target.mail
    const entered: MailServer = { ...server, password: secret }
    const reached: MailServer = practiceMail ? { ...entered, ...(await practiceMail()), security: 'none' } : entered
    return mailer.send(reached, { from, to, subject, text }, { correlationId })
  }

  async #before(id: string | undefined, kind: StoredTarget['kind']): Promise<StoredTarget | undefined> {
    if (id === undefined) return undefined
    const before = await this.get(id)
    if (before.kind !== kind) throw new Fault('today.targetGone')
    return before
  }

  async #save(
    input: { name: string; enabled: boolean; kind: StoredTarget['kind']; mail: MailSettings | undefined; secret: string | null | undefined },
    before: StoredTarget | undefined,
  ): Promise<void> {
    const { repository, newId, vault, redactor, clock, rules, zone } = this.#parts
    const { name, enabled, kind, mail, secret } = input
    const id = before?.id ?? newId()
    if (typeof secret === 'string') redactor.learn(secret)
    await repository.save({
      id,
      kind,
      name,
      enabled,
      mail,
      secret:
        typeof secret === 'string'
          ? // The end of a password would help whoever guesses it.
            { sealed: vault.seal(purposeOf(id), secret), last4: kind === 'mail' ? '' : secret.slice(-4) }
          : secret,
      digestDay: doneDayAtStart(rules(), wallTime(clock.instant(), zone())),
    })
  }

  #open({ id, name, sealed }: StoredTarget): string {
    if (sealed === null) return ''
    try {
      const bytes = this.#parts.vault.open(purposeOf(id), sealed)
      const secret = bytes.toString('utf8')
      bytes.fill(0)
      this.#parts.redactor.learn(secret)
      return secret
    } catch (cause) {
      if (cause instanceof Fault && cause.code !== 'vault.cannotOpen' && cause.code !== 'vault.otherKey') throw cause
      throw new Fault('today.secretUnreadable', { params: { name }, cause })
    }
  }
}

/** A target as the contract gives it: that there is a secret, never the secret. */
export function toPushTarget(stored: StoredTarget): PushTarget {
  const { id, kind, name, enabled, mail, last4, sealedAt, last, updatedAt } = stored
  return {
    id,
    kind,
    name,
    enabled,
    updatedAt,
    stopped: stored.failures >= givenUpAfter,
    ...(mail ? { mail } : {}),
    ...(last4 === null || sealedAt === null ? {} : { sealed: { last4, setAt: sealedAt } }),
    ...(last && last.outcome !== 'sending'
      ? { last: { at: last.at, why: last.why, items: last.items, outcome: last.outcome, ...(last.error ? { error: last.error } : {}) } }
      : {}),
  }
}
