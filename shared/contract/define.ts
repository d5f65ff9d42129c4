import type { z } from 'zod'
import type { Permission } from './permissions'

/**
 * `query`: safe to repeat. `effect`: changes something; it is audited and never repeated by a transport.
 */
export type CommandKind = 'query' | 'effect'

/** Who may call: a permission, any signed-in operator, or anybody who is through the door. */
export type Access = Permission | 'signedIn' | 'public'

export interface CommandDefinition<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  kind: CommandKind
  access: Access
  /** One English sentence for the command list and the docs. */
  summary: string
  input: I
  output: O
  /** Names of input fields that hold secrets: never logged, never audited. */
  secrets?: readonly string[]
  /** True for a query that says that a person is at the keyboard; every effect says so too. */
  activity?: boolean
  /** True where the answer is a job id that `--wait` can follow. */
  job?: boolean
  /** True where items of that job which failed or are left open end the command line with a code of their own (3). */
  leftovers?: boolean
}

/** Declares one command; the feature's object key is the rest of its name. */
export function command<I extends z.ZodType, O extends z.ZodType>(
  definition: CommandDefinition<I, O>,
): CommandDefinition<I, O> {
  return definition
}

export type InputOf<C> = C extends CommandDefinition<infer I, z.ZodType> ? z.input<I> : never
export type ParsedInputOf<C> = C extends CommandDefinition<infer I, z.ZodType> ? z.output<I> : never
export type OutputOf<C> = C extends CommandDefinition<z.ZodType, infer O> ? z.output<O> : never
