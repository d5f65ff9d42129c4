import type { Operator } from '@shared/contract/accounts'
import type { Role } from '@shared/contract/permissions'
import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import { newId } from '../../platform/ids/id'
import type { RepositoryClient } from '../../platform/store/repository'
import { hashPassword, passwordMatches } from './password'
import type { accountsRepository, OperatorRow } from './repository'
import { SignInGuard } from './sign-in-guard'

export interface AccountsOptions {
  repository: RepositoryClient<typeof accountsRepository>
  clock: Clock
  sessions: { endAllOf(operatorId: string, except?: string): void; changeRole(operatorId: string, role: Role): void }
}

/** The operators of one workspace. */
export class AccountsService {
  readonly #repository: AccountsOptions['repository']
  readonly #clock: Clock
  readonly #sessions: AccountsOptions['sessions']
  readonly #guard: SignInGuard

  constructor(options: AccountsOptions) {
    this.#repository = options.repository
    this.#clock = options.clock
    this.#sessions = options.sessions
    this.#guard = new SignInGuard(options.clock)
  }

  async list(): Promise<Operator[]> {
    return (await this.#repository.list()).map(toOperator)
  }

  async create(fields: { name: string; role: Role; password: string }): Promise<Operator> {
    const row = await this.#repository.insert({
      id: newId(this.#clock),
      name: fields.name,
      role: fields.role,
      password: await hashPassword(fields.password),
    })
    return toOperator(row)
  }

  /** The practice workspace's operator: an administrator whom nobody signs in as. */
  async ensurePracticeOperator(name: string): Promise<OperatorRow> {
    const existing = (await this.#repository.list()).find((row) => row.role === 'administrator')
    return existing ?? this.#repository.insert({ id: newId(this.#clock), name, role: 'administrator', password: null })
  }

  /**
   * The operator with this name and password.
   * @throws Fault `accounts.wrongPassword` (also for unknown names), `accounts.disabled`, `accounts.tooManyTries`
   */
  async signIn(name: string, password: string): Promise<OperatorRow> {
    const row = await this.recognise(name, password)
    await this.#repository.signedIn(row.id)
    return row
  }

  /**
   * Who has this name and password, without signing them in: a second person at somebody else's window.
   * @throws as {@link signIn}
   */
  async recognise(name: string, password: string): Promise<OperatorRow> {
    const key = name.toLowerCase()
    this.#guard.check(key)
    // Counted before it is compared: a hundred tries sent at once are a hundred tries.
    this.#guard.failed(key)
    const row = await this.#repository.byName(name)
    if (!(await passwordMatches(password, row?.password ?? undefined)) || !row)
      throw new Fault('accounts.wrongPassword', { params: { name } })
    if (row.disabled) throw new Fault('accounts.disabled', { params: { name } })
    this.#guard.succeeded(key)
    return row
  }

  /** Checks the password of someone who is signed in already. @throws as {@link signIn} */
  async confirm(operatorId: string, password: string): Promise<void> {
    const row = await this.#repository.byId(operatorId)
    if (!row) throw new Fault('accounts.notFound')
    await this.signIn(row.name, password)
  }

  /**
   * That the person at the keyboard is who is signed in, before something that cannot be taken back. The practice
   * operator has no password, so none is asked for.
   * @throws Fault `accounts.passwordNeeded`, and as {@link signIn}
   */
  async confirmPresence(operatorId: string, password: string | undefined): Promise<void> {
    const row = await this.#repository.byId(operatorId)
    if (!row) throw new Fault('accounts.notFound')
    if (row.password === null) return
    if (password === undefined) throw new Fault('accounts.passwordNeeded', { fields: [{ path: 'password', code: 'required' }] })
    await this.recognise(row.name, password)
  }

  async update(change: { id: string; role?: Role; disabled?: boolean }): Promise<Operator> {
    const row = await this.#repository.update(change)
    if (change.role) this.#sessions.changeRole(row.id, change.role)
    if (change.disabled) this.#sessions.endAllOf(row.id)
    return toOperator(row)
  }

  async resetPassword(id: string, password: string, except?: string): Promise<void> {
    const row = await this.#repository.byId(id)
    if (!row) throw new Fault('accounts.notFound')
    await this.#repository.setPassword({ id, password: await hashPassword(password) })
    this.#sessions.endAllOf(id, except)
  }

  async changePassword(caller: { id: string; name: string; handle: string }, current: string, next: string): Promise<void> {
    try {
      await this.signIn(caller.name, current)
    } catch (cause) {
      if (cause instanceof Fault && cause.code === 'accounts.wrongPassword')
        throw new Fault('accounts.wrongPassword', {
          params: { name: caller.name },
          fields: [{ path: 'current', code: 'wrongPassword' }],
        })
      throw cause
    }
    await this.resetPassword(caller.id, next, caller.handle)
  }
}

function toOperator(row: OperatorRow): Operator {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    disabled: row.disabled,
    createdAt: row.createdAt,
    ...(row.lastSignInAt === null ? {} : { lastSignInAt: row.lastSignInAt }),
  }
}
