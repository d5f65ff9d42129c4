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
  /** Both clocks: one does not count while the computer sleeps, the other can be set. */
  lastActive: { monotonic: number; wall: number }
}

export interface SessionsOptions {
  clock: Clock
  /** Minutes after which a session of this workspace locks itself; 0 = never. */
  idleMinutes: (workspaceId: string) => number
  changed: (session: SessionRecord, reason: 'locked' | 'ended' | 'role') => void
}

/**
 * A window tells at most once a minute that somebody is at the keyboard (`accounts.touch`) and locks itself to the
 * second; this is the lock behind it, for a window that does not.
 */
const touchEveryMs = 60_000

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
      lastActive: this.#now(),
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

  /**
   * The caller behind a handle. Only what a person does puts the lock off; a screen that refreshes itself does not.
   * @throws Fault `session.none` or `session.locked`
   */
  callerOf(handle: string | undefined, active = true): Caller {
    const session = this.find(handle)
    if (!session) throw new Fault('session.none')
    if (session.locked) throw new Fault('session.locked', { params: { operator: session.operator.name } })
    if (active) session.lastActive = this.#now()
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
    session.lastActive = this.#now()
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

  /** Ends every session of a workspace that is about to be replaced: its operators may be others. */
  endAllIn(workspaceId: string): void {
    for (const session of [...this.#byHandle.values()]) if (session.workspaceId === workspaceId) this.end(session.handle)
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
    const now = this.#now()
    const { monotonic, wall } = session.lastActive
    const idle = Math.max(now.monotonic - monotonic, now.wall - wall)
    if (idle > minutes * 60_000 + touchEveryMs) this.lock(session.handle)
  }

  #now(): SessionRecord['lastActive'] {
    const { clock } = this.#options
    return { monotonic: clock.monotonic(), wall: clock.now().getTime() }
  }
}
