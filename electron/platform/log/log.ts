import type { Clock } from '../clock/clock'
import type { Redactor } from './redactor'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

const LONGEST_LINE = 32_000

type Facts = Readonly<Record<string, unknown>>
type Write = (event: string, facts?: Facts, cause?: unknown) => void

/** The program's log. `event` is a short dotted name (`jobs.resumed`); `cause` is what was thrown. */
export interface Log {
  debug: Write
  info: Write
  warn: Write
  error: Write
  /** A log whose every line also carries these facts (a workspace, a correlation id). */
  with(facts: Facts): Log
}

export interface LogParts {
  /** Takes one line without its line end. A failure of it never reaches the caller of the log. */
  write: (line: string) => void
  redactor: Pick<Redactor, 'value' | 'text'>
  clock: Pick<Clock, 'instant'>
  /** Lines below are left out; asked for each line, so that it can change at run time. Default `info`. */
  level?: () => LogLevel
}

/** Creates a log of JSON lines `{at, level, event, data?, cause?}`, every one redacted. */
export function createLog(parts: LogParts, always: Facts = {}): Log {
  function line(level: LogLevel, event: string, facts: Facts | undefined, cause: unknown): string {
    const head = { at: parts.clock.instant(), level, event: parts.redactor.text(event) }
    const data = { ...always, ...facts }
    const body = parts.redactor.value({
      ...(Object.keys(data).length > 0 ? { data } : {}),
      ...(cause === undefined ? {} : { cause }),
    }) as Facts
    const whole = JSON.stringify({ ...head, ...body })
    if (whole.length <= LONGEST_LINE) return whole
    return JSON.stringify({ ...head, cut: true, data: JSON.stringify(body).slice(0, LONGEST_LINE / 2) })
  }

  const at =
    (level: LogLevel): Write =>
    (event, facts, cause) => {
      if (logLevels.indexOf(level) < logLevels.indexOf(parts.level?.() ?? 'info')) return
      try {
        parts.write(line(level, event, facts, cause))
      } catch {
        // A log that cannot be written must not become a failure of the work that it describes.
      }
    }

  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (facts) => createLog(parts, { ...always, ...facts }),
  }
}
