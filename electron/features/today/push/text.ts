import type { PushRules } from '@shared/contract/today-push'
import { ageOf } from '@shared/domain/age'
import { textFor } from '../../../platform/texts/texts'
import type { Todo } from '../types'

type Language = PushRules['language']

/** Everything that leaves the program about things of one kind. */
export interface PushLine {
  kind: string
  count: number
  /** Since when the oldest waits. */
  since: string | undefined
}

export interface PushText {
  subject: string
  /** Plain, for a mail. */
  text: string
  /** For the robot. */
  markdown: string
}

/**
 * Reduces things to kinds, counts and ages. Here and nowhere else is decided what may leave: titles, details and
 * addresses hold names, and stay.
 */
export function linesOf(items: readonly Todo[]): PushLine[] {
  const lines = new Map<string, PushLine>()
  for (const { kind, count = 1, since } of items) {
    const line = lines.get(kind)
    const older = line?.since !== undefined && (since === undefined || line.since < since) ? line.since : since
    lines.set(kind, { kind, count: (line?.count ?? 0) + count, since: older })
  }
  return [...lines.values()]
}

/** @param earlier things that were told before and still wait */
export function pushText(parts: {
  language: Language
  workspace: string
  practice: boolean
  lines: readonly PushLine[]
  earlier: number
  now: number
}): PushText {
  const { language, practice, lines, earlier, now } = parts
  const say = (key: string, params?: Record<string, string | number>) => textFor(language, key, params)
  const workspace = plain(parts.workspace)
  const total = lines.reduce((sum, { count }) => sum + count, 0)
  const subject = say(practice ? 'notices.message.subjectPractice' : 'notices.message.subject', { workspace, count: total })
  const rows = lines.map((line) => lineText(line, language, now))
  const head = total === 0 ? say('notices.message.nothing') : say('notices.message.head')
  const more = earlier > 0 ? [say('notices.message.earlier', { count: earlier })] : []
  const end = say('notices.message.end')
  return {
    subject,
    text: [subject, '', head, ...rows.map((row) => `· ${row}`), ...more, '', end].join('\n'),
    markdown: [`**${subject}**`, head, ...rows.map((row) => `> ${row}`), ...more, end].join('\n'),
  }
}

function lineText({ kind, count, since }: PushLine, language: Language, now: number): string {
  const name = kindName(kind, language)
  if (since === undefined) return textFor(language, 'notices.message.line', { name, count })
  const { unit, count: units } = ageOf(since, now)
  const age = textFor(language, `today.age.${unit}`, { count: units })
  return textFor(language, 'notices.message.lineWithAge', { name, count, age })
}

/** The name of a kind; of one without a name, that it is something else. */
export function kindName(kind: string, language: Language): string {
  const key = `today.kinds.${kind}`
  const name = textFor(language, key)
  return name === key ? textFor(language, 'today.kinds.other') : name
}

/** A name without what the robot would take for markup, a mention or a line of its own. */
function plain(name: string): string {
  return name.replaceAll(/[\p{C}<>*_`[\]()@#~|\\]/gu, ' ').replaceAll(/\s+/gu, ' ').trim().slice(0, 40)
}
