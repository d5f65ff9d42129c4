import { randomUUID } from 'node:crypto'
import type { Answer, ErrorEnvelope, FieldError } from '@shared/contract/error'
import type { CommandDefinition } from '@shared/contract/define'
import type { z } from 'zod'
import { Fault } from '../platform/errors/fault'
import { auditDetails } from './audit-details'
import type { CallContext, CallEnvelope, Caller, OpenContext } from './context'

type Handler = (input: never, context: never) => Promise<unknown>

export interface RouterOptions {
  commands: Map<string, CommandDefinition>
  /** Handlers that need no session, by full command name. */
  openHandlers: Map<string, Handler>
  /** Handlers of the workspace that a session belongs to. */
  handlersOf: (workspaceId: string) => Map<string, Handler> | undefined
  /**
   * The caller behind a handle; `active` when a person is behind the call, not a screen that refreshes itself.
   * @throws Fault `session.none`, `session.locked`
   */
  callerOf: (handle: string | undefined, active: boolean) => Caller
  /** Records an effect, whatever its outcome. */
  recordEffect: (entry: EffectRecord) => Promise<void>
  /** Records an effect of somebody who is not signed in, such as signing in itself. */
  recordOpenEffect: (entry: OpenEffectRecord) => Promise<void>
  log: (entry: { command: string; correlationId: string; ms: number; outcome: string; cause?: unknown }) => void
}

export interface EffectRecord {
  caller: Caller
  command: string
  /** The input without its secrets. */
  details: Record<string, unknown>
  outcome: string
  correlationId: string
}

export interface OpenEffectRecord extends Omit<EffectRecord, 'caller'> {
  /** The handle that came with the call, if any. */
  session: string | undefined
  /** What was answered, where it went well. */
  output: unknown
}

/**
 * The one gate through which every call of every shell comes: name → session → permission → input → handler → output.
 * What does not fit never reaches a service; whatever fails leaves as an envelope.
 */
export class Router {
  readonly #options: RouterOptions

  constructor(options: RouterOptions) {
    this.#options = options
  }

  async execute(call: CallEnvelope): Promise<Answer<unknown>> {
    const correlationId = randomUUID()
    const started = performance.now()
    let caller: Caller | undefined
    let definition: CommandDefinition | undefined
    let input: unknown
    try {
      definition = this.#options.commands.get(call.name)
      if (!definition) throw new Fault('bridge.unknownCommand', { params: { name: call.name.slice(0, 80) } })
      if (definition.access !== 'public') {
        caller = this.#options.callerOf(call.session, definition.kind === 'effect' || definition.activity === true)
        authorise(definition, caller)
      }
      input = parseInput(definition, call.input)
      const value = await this.#handle(call, definition, caller, input, correlationId)
      const output = parseOutput(definition, value, call.name)
      await this.#record(call, definition, caller, input, { outcome: 'done', output, correlationId })
      this.#options.log({ command: call.name, correlationId, ms: performance.now() - started, outcome: 'ok' })
      return { ok: true, value: output }
    } catch (cause) {
      const error = asEnvelope(cause, correlationId)
      this.#options.log({ command: call.name, correlationId, ms: performance.now() - started, outcome: error.code, cause })
      if (definition && input !== undefined)
        await this.#record(call, definition, caller, input, { outcome: error.code, output: undefined, correlationId })
      return { ok: false, error }
    }
  }

  #handle(
    call: CallEnvelope,
    definition: CommandDefinition,
    caller: Caller | undefined,
    input: unknown,
    correlationId: string,
  ): Promise<unknown> {
    const signal = call.signal ?? new AbortController().signal
    const locale = call.locale === 'en' ? 'en' : 'zh-CN'
    const open = this.#options.openHandlers.get(call.name)
    if (open) {
      const context: OpenContext & { caller?: Caller } = { handle: call.session, correlationId, signal, locale, ...(caller ? { caller } : {}) }
      return open(input as never, context as never)
    }
    const handler = caller && this.#options.handlersOf(caller.workspaceId)?.get(call.name)
    if (!caller || !handler) throw new Fault('bridge.noHandler', { params: { name: call.name, access: definition.access } })
    const context: CallContext = { caller, correlationId, signal, locale }
    return handler(input as never, context as never)
  }

  async #record(
    { name: command, session }: CallEnvelope,
    definition: CommandDefinition,
    caller: Caller | undefined,
    input: unknown,
    end: { outcome: string; output: unknown; correlationId: string },
  ): Promise<void> {
    if (definition.kind !== 'effect') return
    const { outcome, output, correlationId } = end
    try {
      const entry = { command, details: auditDetails(input, definition.secrets ?? []), outcome, correlationId }
      if (caller) await this.#options.recordEffect({ caller, ...entry })
      else await this.#options.recordOpenEffect({ ...entry, session, output })
    } catch (cause) {
      this.#options.log({ command, correlationId, ms: 0, outcome: 'audit.failed', cause })
    }
  }
}

function authorise(definition: CommandDefinition, caller: Caller): void {
  const { access } = definition
  if (access === 'public' || access === 'signedIn' || caller.permissions.includes(access)) return
  throw new Fault('session.forbidden', { params: { permission: access, role: caller.operator.role } })
}

function parseInput(definition: CommandDefinition, input: unknown): unknown {
  const parsed = definition.input.safeParse(input ?? {}, { reportInput: true })
  if (parsed.success) return parsed.data
  throw new Fault('bridge.invalidInput', { fields: parsed.error.issues.slice(0, 50).map(fieldError) })
}

/** Nothing was filled in: whoever is told “at least 3” would look for what is too short. */
const isEmpty = (input: unknown): boolean => input === '' || (Array.isArray(input) && input.length === 0)

/** A zod issue as a field error with a stable code; the message of the library never crosses. */
function fieldError(issue: z.core.$ZodIssue): FieldError {
  const path = issue.path.map(String).join('.')
  switch (issue.code) {
    case 'too_small':
      return isEmpty(issue.input)
        ? { path, code: 'required' }
        : { path, code: 'tooSmall', params: { minimum: String(issue.minimum) } }
    case 'too_big':
      return { path, code: issue.origin === 'string' ? 'tooLong' : 'tooBig', params: { maximum: String(issue.maximum) } }
    case 'unrecognized_keys':
      return { path, code: 'unknownField', params: { keys: issue.keys.slice(0, 5).join(', ').slice(0, 200) } }
    case 'invalid_type':
      return { path, code: issue.input === undefined ? 'required' : 'wrongType', params: { expected: issue.expected } }
    default:
      return { path, code: 'invalid' }
  }
}

function parseOutput(definition: CommandDefinition, value: unknown, name: string): unknown {
  const parsed = definition.output.safeParse(value)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
  throw new Fault('bridge.invalidOutput', { params: { name }, cause: new Error(`output does not fit at: ${where}`) })
}

/** Any failure as an envelope; an unexpected one becomes `internal`, its cause goes to the log only. */
export function asEnvelope(cause: unknown, correlationId: string): ErrorEnvelope {
  if (cause instanceof Fault) return cause.toEnvelope(correlationId)
  if (cause instanceof Error && cause.name === 'AbortError') return new Fault('bridge.cancelled').toEnvelope(correlationId)
  return new Fault('internal').toEnvelope(correlationId)
}
