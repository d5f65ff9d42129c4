import { randomBytes, randomUUID } from 'node:crypto'
import { type Permission, permissionsOf, type Role } from '@shared/contract/permissions'
import type { WorkspaceKind } from '@shared/contract/accounts'
import type { Clock } from '../platform/clock/clock'
import { Fault } from '../platform/errors/fault'
import type { Caller } from './context'

export interface SessionRecord {
  /** Public name, for events. */
  id: string
  handle: string
  operator: { id: string; name: string; role: Role }
  workspaceId: string
  workspaceKind: WorkspaceKind
  locked: boolean
  lastActiveAt: number
}

export interface SessionsOptions {
  clock: Clock
  /** Minutes after which a session of this workspace locks itself; 0 = never. */
  idleMinutes: (workspaceId: string) => number
  changed: (session: SessionRecord, reason: 'locked' | 'ended' | 'role') => void
}

/** Who is signed in. Sessions live in memory only: after a restart everyone signs in again. */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #byHandle = new Map<string, SessionRecord>()

  constructor(options: SessionsOptions) {
    this.#options = options
  }

  begin(who: Pick<SessionRecord, 'operator' | 'workspaceId' | 'workspaceKind'>): SessionRecord {
    const session: SessionRecord = {
      ...who,
      id: randomUUID(),
      handle: randomBytes(32).toString('base64url'),
      locked: false,
      lastActiveAt: this.#options.clock.monotonic(),
    }
    this.#byHandle.set(session.handle, session)
    return session
  }

  /** The session behind a handle, locked or not. */
  find(handle: string | undefined): SessionRecord | undefined {
    const session = handle === undefined ? undefined : this.#byHandle.get(handle)
    if (session) this.#lockIfIdle(session)
    return session
  }

  /** @throws Fault `session.none` or `session.locked` */
  callerOf(handle: string | undefined): Caller {
    const session = this.find(handle)
    if (!session) throw new Fault('session.none')
    if (session.locked) throw new Fault('session.locked', { params: { operator: session.operator.name } })
    session.lastActiveAt = this.#options.clock.monotonic()
    return { ...session, permissions: this.permissions(session) }
  }

  permissions(session: Pick<SessionRecord, 'operator'>): readonly Permission[] {
    return permissionsOf[session.operator.role]
  }

  lock(handle: string): void {
    const session = this.#byHandle.get(handle)
    if (!session || session.locked || session.workspaceKind === 'practice') return
    session.locked = true
    this.#options.changed(session, 'locked')
  }

  unlock(handle: string): SessionRecord {
    const session = this.#byHandle.get(handle)
    if (!session) throw new Fault('session.none')
    session.locked = false
    session.lastActiveAt = this.#options.clock.monotonic()
    return session
  }

  end(handle: string): void {
    const session = this.#byHandle.get(handle)
    this.#byHandle.delete(handle)
    if (session) this.#options.changed(session, 'ended')
  }

  /** Ends an operator's sessions, e.g. after a new password; `except` stays. */
  endAllOf(operatorId: string, except?: string): void {
    for (const session of [...this.#byHandle.values()])
      if (session.operator.id === operatorId && session.handle !== except) this.end(session.handle)
  }

  /** A changed role counts from the next call on. */
  changeRole(operatorId: string, role: Role): void {
    for (const session of this.#byHandle.values()) {
      if (session.operator.id !== operatorId || session.operator.role === role) continue
      session.operator = { ...session.operator, role }
      this.#options.changed(session, 'role')
    }
  }

  #lockIfIdle(session: SessionRecord): void {
    const minutes = this.#options.idleMinutes(session.workspaceId)
    if (minutes === 0 || session.locked) return
    if (this.#options.clock.monotonic() - session.lastActiveAt > minutes * 60_000) this.lock(session.handle)
  }
}
