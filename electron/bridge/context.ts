import type { Permission, Role } from '@shared/contract/permissions'
import type { WorkspaceKind } from '@shared/contract/accounts'

/** Who calls: made at sign-in, independent of how a transport authenticates its connection. */
export interface Caller {
  handle: string
  operator: { id: string; name: string; role: Role }
  workspaceId: string
  workspaceKind: WorkspaceKind
  permissions: readonly Permission[]
}

/** What a handler knows of the call it answers. */
export interface CallContext {
  caller: Caller
  correlationId: string
  signal: AbortSignal
  locale: 'zh-CN' | 'en'
}

/** What a handler knows where nobody need be signed in. */
export interface OpenContext {
  handle: string | undefined
  correlationId: string
  signal: AbortSignal
  locale: 'zh-CN' | 'en'
}

/** What a transport hands over with a call. */
export interface CallEnvelope {
  name: string
  input: unknown
  /** The session handle, if the transport's client has one. */
  session?: string | undefined
  locale?: string | undefined
  signal?: AbortSignal | undefined
}
