import type { CommandOutput } from '@shared/contract'
import type { Session, WorkspaceSummary } from '@shared/contract/accounts'
import type { Permission } from '@shared/contract/permissions'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { call, callContext, onRefused } from './client'

const handleKey = 'minidesk.session'

/** Who works in this window, and in which workspace. */
export const useSession = defineStore('session', () => {
  const session = shallowRef<Session>()
  const welcome = shallowRef<CommandOutput<'accounts.welcome'>>()
  const started = ref(false)

  const isPractice = computed(() => session.value?.workspace.kind === 'practice')
  const locked = computed(() => session.value?.locked === true)

  function take(next: Session | undefined): void {
    session.value = next
    callContext.session = next?.handle
    if (next) sessionStorage.setItem(handleKey, next.handle)
    else sessionStorage.removeItem(handleKey)
  }

  /** Finds this window's session again, or enters practice where nothing else is there (or `sandbox` says so). */
  async function start(sandbox: boolean): Promise<void> {
    callContext.session = sessionStorage.getItem(handleKey) ?? undefined
    const known = callContext.session === undefined ? {} : await call('accounts.session', {})
    take(known.session)
    if (!known.session) {
      welcome.value = await call('accounts.welcome', {})
      if (sandbox || welcome.value.workspaces.every(({ kind }) => kind === 'practice')) await enterPractice()
    }
    started.value = true
  }

  async function enterPractice(): Promise<void> {
    take(await call('accounts.enterPractice', {}))
  }

  async function signIn(workspaceId: string, name: string, password: string): Promise<void> {
    take(await call('accounts.signIn', { workspaceId, name, password }))
  }

  async function unlock(password: string): Promise<void> {
    take(await call('accounts.unlock', { password }))
  }

  async function lock(): Promise<void> {
    await call('accounts.lock', {})
    if (session.value) session.value = { ...session.value, locked: true }
  }

  /** Leaves the session; the sign-in screen shows. */
  async function leave(): Promise<void> {
    if (session.value) await call('accounts.signOut', {}).catch(() => undefined)
    take(undefined)
    await reloadWelcome()
  }

  async function reloadWelcome(): Promise<readonly WorkspaceSummary[]> {
    welcome.value = await call('accounts.welcome', {})
    return welcome.value.workspaces
  }

  /** The server's word on this session: it may have been locked, ended or given another role. */
  async function refresh(): Promise<void> {
    const { session: fresh } = await call('accounts.session', {})
    take(fresh)
    if (!fresh) await reloadWelcome()
  }

  const can = (permission: Permission): boolean => session.value?.permissions.includes(permission) === true

  onRefused.add((error) => {
    if (error.code === 'session.locked' && session.value) session.value = { ...session.value, locked: true }
    if (error.code === 'session.none' && session.value) {
      take(undefined)
      void reloadWelcome()
    }
  })

  return {
    session,
    welcome,
    started,
    isPractice,
    locked,
    can,
    start,
    enterPractice,
    signIn,
    unlock,
    lock,
    leave,
    refresh,
    reloadWelcome,
  }
})
