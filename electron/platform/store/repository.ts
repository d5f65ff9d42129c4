import type { Database, Statement } from 'better-sqlite3'

/**
 * Which write goes first when several wait for the one writer: what people decided about money and the audit trail,
 * then what a person waits for, then bulk work. A bulk write must stay under 20 ms, so callers cut it into chunks.
 */
export type Priority = 'money' | 'normal' | 'bulk'

/** What a decision adds to the audit trail inside the same transaction. */
export interface AuditInput {
  operatorId: string
  operatorName: string
  sessionKind: string
  action: string
  subject: string
  details: Record<string, unknown>
  outcome: string
  correlationId: string
}

export interface ReadContext {
  db: Database
  /** Prepares once per connection. */
  sql: (text: string) => Statement<unknown[], unknown>
  /** The key of the audit chain. @throws Fault `vault.locked` while it is not known */
  auditKey: () => Uint8Array
}

export interface WriteContext extends ReadContext {
  /** The instant of this transaction. */
  now: string
  /** Appends to the audit chain in this transaction. Fails with `vault.locked` while the audit key is not known. */
  audit: (entry: AuditInput) => void
}

type ReadMethod = (context: ReadContext, input: never) => unknown
type WriteMethod = (context: WriteContext, input: never) => unknown

export interface RepositoryDefinition<
  R extends Record<string, ReadMethod> = Record<string, ReadMethod>,
  W extends Record<string, WriteMethod> = Record<string, WriteMethod>,
> {
  name: string
  reads: R
  /** Each runs as one IMMEDIATE transaction in the writer thread. Values in, values out; nothing may be awaited. */
  writes: W
  /** Writes that are not `normal`. */
  priorities?: { [K in keyof W]?: Priority }
}

/** Declares the store methods of a feature. This file and its imports run in the store's threads. */
export function defineRepository<R extends Record<string, ReadMethod>, W extends Record<string, WriteMethod>>(
  definition: RepositoryDefinition<R, W>,
): RepositoryDefinition<R, W> {
  return definition
}

type Remote<M> = M extends (context: never, input: infer I) => infer O
  ? unknown extends I
    ? () => Promise<O>
    : (input: I) => Promise<O>
  : never

/** The same methods as seen from the main thread: promises of values. */
export type RepositoryClient<D> =
  D extends RepositoryDefinition<infer R, infer W>
    ? { [K in keyof R]: Remote<R[K]> } & { [K in keyof W]: Remote<W[K]> }
    : never
