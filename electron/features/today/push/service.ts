import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { CommandOutput } from '@shared/contract'
import { type PracticeMessage, type PushOutcome, PushRules, type PushStatus } from '@shared/contract/today-push'
import { asEnvelope } from '../../../bridge/router'
import { Fault } from '../../../platform/errors/fault'
import type { SettingsService } from '../../settings'
import type { SourceState } from '../board'
import { likenessOf } from '../likeness'
import type { Todo, TodoSource } from '../types'
import type { Intent, StoredTarget } from './repository'
import { defaultRules, doneDayAtStart, givenUpAfter, isDigestDue, isQuiet, nextDigest, retryAfter, type WallTime, wallTime } from './rules'
import { PushTargets, type PushTargetsParts, toPushTarget } from './targets'
import { checkRules } from './target-fields'
import { linesOf, pushText, type PushText } from './text'

export interface PushOptions extends Omit<PushTargetsParts, 'rules' | 'zone'> {
  settings: SettingsService
  /** What stands on the board now. */
  states: () => Promise<readonly SourceState[]>
  kinds: () => string[]
  workspaceName: () => string
  practice: boolean
  /** When this workspace came out of a backup. */
  restoredAt: string | undefined
  /** In practice: what the stand-ins received. */
  received: (() => Promise<PracticeMessage[]>) | undefined
  /** Told when a target changed or a message went out. */
  changed: () => void
  reportError: (where: string, cause: unknown) => void
}

const rulesKey = 'today.push'
/** What the pushes say about themselves is never pushed: it would be told through what is broken. */
export const pushFailedKind = 'today.pushFailed'
const lookEveryMs = 30_000
const settleMs = 2_000
const endPatienceMs = 2_000
const restoredKey = 'today.push.restored'
const program = 'MiniDesk'
/** What follows an urgent message is collected for so long. */
const atOnceGapMs = 5 * 60_000

/** Pushes what needs a hand to group robots and by mail: kinds, counts and ages, each thing once until it changes. */
export class PushService {
  readonly targets: PushTargets
  readonly #options: PushOptions
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #stopped = false

  constructor(options: PushOptions) {
    this.#options = options
    this.targets = new PushTargets({ ...options, rules: () => this.rules(), zone: () => this.#zone() })
  }

  /** What was being sent when the program ended is unknown; then a look every half minute, window or not. */
  async start(): Promise<void> {
    const lost = new Fault('today.pushInterrupted', { retry: 'afterCheck' })
    await this.#options.repository.recover(asEnvelope(lost, randomUUID()))
    await this.#holdBackAfterRestore()
    await this.targets.learnSecrets()
    this.#timer = setInterval(() => void this.run(), lookEveryMs)
    this.#timer.unref()
  }

  /** The board changed: looked at in a moment, when it has settled. */
  nudge(): void {
    if (this.#soon || this.#stopped) return
    this.#soon = setTimeout(() => {
      this.#soon = undefined
      void this.run()
    }, settleMs)
    this.#soon.unref()
  }

  /** Ends the looking; waits a moment for a message that is under way. Longer, and the next start calls it unknown. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
    const patience = new AbortController()
    await Promise.race([this.#running, wait(endPatienceMs, undefined, { signal: patience.signal }).catch(() => undefined)])
    patience.abort()
  }

  rules(): PushRules {
    return this.#options.settings.value(rulesKey, PushRules) ?? defaultRules
  }

  async status(): Promise<PushStatus> {
    const { clock, kinds } = this.#options
    const rules = this.rules()
    const targets = await this.targets.all()
    const next = targets.some(({ enabled }) => enabled) ? nextDigest(rules, clock.instant(), this.#zone()) : undefined
    return {
      rules,
      zone: this.#zone(),
      targets: targets.map(toPushTarget),
      kinds: kinds().filter((kind) => kind !== pushFailedKind),
      ...(next === undefined ? {} : { nextDigestAt: next }),
    }
  }

  /** @throws Fault `bridge.invalidInput` with the fields */
  async configure(rules: PushRules, by: string): Promise<PushStatus> {
    checkRules(rules)
    const before = this.rules()
    await this.#options.settings.setValue(rulesKey, rules, by)
    if (rules.digestAt !== before.digestAt) await this.#startDigestsAnew(rules)
    this.#options.changed()
    this.nudge()
    return this.status()
  }

  /** After a change of a target, through {@link targets}. */
  async changedTargets(): Promise<PushStatus> {
    this.#options.changed()
    this.nudge()
    return this.status()
  }

  /** Sends the present state to one target, whatever the hour. @throws Fault `today.targetGone` */
  async test(id: string): Promise<CommandOutput<'today.push.test'>> {
    const target = await this.targets.get(id)
    const items = this.#pushable(await this.#options.states())
    const text = this.#text(items, 0)
    const at = this.#options.clock.instant()
    const { outcome, error } = await this.#send(target, { why: 'test', count: items.length, items: [], digestDay: undefined }, text)
    return {
      subject: text.subject,
      text: target.kind === 'mail' ? text.text : text.markdown,
      record: { at, why: 'test', items: items.length, outcome, ...(error ? { error } : {}) },
    }
  }

  practiceMessages(): Promise<PracticeMessage[]> {
    return this.#options.received?.() ?? Promise.resolve([])
  }

  /** Sends what is due; one run at a time. Never throws. */
  run(): Promise<void> {
    this.#running ??= this.#run()
      .catch((cause: unknown) => {
        if (!this.#stopped) this.#options.reportError('today.push', cause)
      })
      .finally(() => {
        this.#running = undefined
      })
    return this.#running
  }

  /** Targets whose last message did not arrive, for the board. */
  source(): TodoSource {
    return {
      id: 'today.push',
      kinds: [pushFailedKind],
      permission: 'today.manage',
      topics: [],
      load: async () => (await this.targets.all()).flatMap((target) => failureOf(target) ?? []),
    }
  }

  async #run(): Promise<void> {
    const targets = (await this.targets.all()).filter(({ enabled }) => enabled)
    if (targets.length === 0 || this.#stopped) return
    const states = await this.#options.states()
    const items = this.#pushable(states)
    const whole = states.every(({ failed, checkedAt }) => !failed && checkedAt !== undefined)
    for (const target of targets) {
      if (this.#stopped) return
      // Only a board that was seen whole says what is no more.
      if (whole) await this.#options.repository.forget({ targetId: target.id, keep: allItems(states).map(({ id }) => id) })
      await this.#serve(target, items)
    }
  }

  async #serve(target: StoredTarget, items: readonly Todo[]): Promise<void> {
    const { clock, repository } = this.#options
    const rules = this.rules()
    const wall = wallTime(clock.instant(), this.#zone())
    if (target.failures >= givenUpAfter || (target.retryAt !== null && target.retryAt > clock.instant())) return
    if (isQuiet(rules, wall.time)) return
    const told = new Map((await repository.told(target.id)).map(({ itemId, likeness }) => [itemId, likeness]))
    const news = items.filter((item) => told.get(item.id) !== likenessOf(item))
    if (isDigestDue(rules, wall, target.digestDay)) return this.#digest(target, news, items.length - news.length, wall)
    if (!rules.atOnce) return
    const urgent = news.filter(({ tone }) => tone === 'failed')
    if (urgent.length === 0 || !(await this.#mayInterrupt(target.id))) return
    await this.#send(target, { why: 'atOnce', count: urgent.length, items: urgent.map(toldOf), digestDay: undefined }, this.#text(urgent, 0))
  }

  async #digest(target: StoredTarget, news: readonly Todo[], earlier: number, { day }: WallTime): Promise<void> {
    if (news.length === 0) return this.#options.repository.setDigestDay({ ids: [target.id], day })
    await this.#send(target, { why: 'digest', count: news.length, items: news.map(toldOf), digestDay: day }, this.#text(news, earlier))
  }

  async #mayInterrupt(targetId: string): Promise<boolean> {
    const { repository, clock } = this.#options
    const last = await repository.lastAtOnce(targetId)
    const age = last === undefined ? Infinity : clock.now().getTime() - Date.parse(last)
    // A clock that was set back must not silence it.
    return age >= atOnceGapMs || age < 0
  }

  /** The intent first, then the message, then how it went. */
  async #send(
    target: StoredTarget,
    intent: Omit<Intent, 'id' | 'targetId'>,
    text: PushText,
  ): Promise<{ outcome: PushOutcome; error: ReturnType<typeof asEnvelope> | undefined }> {
    const { repository, clock } = this.#options
    const id = randomUUID()
    await repository.begin({ ...intent, id, targetId: target.id })
    const fault = await this.targets.deliver(target, text, id).then(
      () => undefined,
      // What is no refusal is our own mistake; whether the message left is not known then.
      (cause: unknown) => (cause instanceof Fault ? cause : new Fault('internal', { retry: 'afterCheck', cause })),
    )
    const outcome = outcomeOf(fault)
    const error = fault ? asEnvelope(fault, id) : undefined
    const certain = outcome === 'refused' || outcome === 'failed'
    const failures = certain ? (fault?.retry === 'safe' ? target.failures + 1 : givenUpAfter) : 0
    await repository.end({
      id,
      outcome,
      error,
      failures,
      retryAt: certain ? retryAfter(failures, clock.now().getTime()) : null,
      digestDay: certain && intent.digestDay !== undefined ? target.digestDay : undefined,
    })
    this.#options.changed()
    return { outcome, error }
  }

  /**
   * The workspace that was backed up may still be at work on another computer: after a restore nothing is pushed from
   * here before somebody turns the targets on again.
   */
  async #holdBackAfterRestore(): Promise<void> {
    const { restoredAt, settings, repository } = this.#options
    if (restoredAt === undefined || settings.value(restoredKey, z.string()) === restoredAt) return
    await repository.turnAllOff()
    await settings.setValue(restoredKey, restoredAt, program)
  }

  #pushable(states: readonly SourceState[]): Todo[] {
    const muted = new Set([...this.rules().mutedKinds, pushFailedKind])
    return allItems(states).filter(({ kind }) => !muted.has(kind))
  }

  #text(items: readonly Todo[], earlier: number): PushText {
    const { clock, workspaceName, practice } = this.#options
    return pushText({
      language: this.rules().language,
      workspace: workspaceName(),
      practice,
      lines: linesOf(items),
      earlier,
      now: clock.now().getTime(),
    })
  }

  #zone(): string {
    return this.#options.settings.get().zone
  }

  async #startDigestsAnew(rules: PushRules): Promise<void> {
    const { clock, repository } = this.#options
    const wall = wallTime(clock.instant(), this.#zone())
    const ids = (await this.targets.all()).filter(({ digestDay }) => digestDay < wall.day).map(({ id }) => id)
    await repository.setDigestDay({ ids, day: doneDayAtStart(rules, wall) })
  }
}

const allItems = (states: readonly SourceState[]) => states.flatMap(({ items }) => items)
const toldOf = (item: Todo) => ({ id: item.id, likeness: likenessOf(item) })

/** `afterCheck`: it may have arrived, and is never sent again. */
function outcomeOf(fault: Fault | undefined): PushOutcome {
  if (!fault) return 'sent'
  if (fault.retry === 'afterCheck') return 'unknown'
  return fault.upstream ? 'refused' : 'failed'
}

function failureOf({ id, name, enabled, last }: StoredTarget): Todo | undefined {
  if (!enabled || !last || last.outcome === 'sent' || last.outcome === 'sending') return undefined
  return {
    id: `today.push.${id}.${last.at}`,
    kind: pushFailedKind,
    tone: 'attention',
    title: { key: `notices.todos.${last.outcome === 'unknown' ? 'unknown' : 'failed'}`, params: { name } },
    ...(last.error ? { detail: { key: last.error.messageKey, params: last.error.params } } : {}),
    since: last.at,
    action: { key: 'notices.todos.look', to: '/settings/notices' },
  }
}
