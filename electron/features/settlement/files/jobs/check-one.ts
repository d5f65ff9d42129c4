import { Fault } from '../../../../platform/errors/fault'
import type { RowProblem } from '../../engine/types'
import type { Notice } from '../records'
import { inspect } from '../read/inspect'
import type { Inspection } from '../read/inspection'
import { processFile, type Processed, type Reading } from '../read/process'

/** What the reading of one file asks of the main thread. */
export interface CheckHost {
  file(id: string): Promise<{ path: string; name: string; sheet: string }>
  /** How it is to be read; null: a person has to say. */
  reading(id: string, inspection: Inspection): Promise<Omit<Reading, 'path' | 'name' | 'inspection'> | null>
  clearProblems(id: string): Promise<void>
  putProblems(id: string, problems: RowProblem[]): Promise<void>
  processed(id: string, result: Omit<Processed, 'problems'>): Promise<void>
  failed(id: string, error: Notice): Promise<void>
}

/** Problems stored in one transaction: it must stay short. */
const chunk = 200

/** Looks at one file, and reads it where it is known how. What is wrong with the file is told of the file. */
export async function checkOne(id: string, host: CheckHost, signals: { signal: AbortSignal; progress: (done: number, total: number) => void }): Promise<void> {
  const file = await host.file(id)
  try {
    const inspection = await inspect(file, signals.signal)
    const reading = await host.reading(id, inspection)
    if (reading === null) return
    const { problems, ...result } = await processFile({ ...reading, ...file, sheet: reading.sheet, inspection }, signals)
    await host.clearProblems(id)
    for (let from = 0; from < problems.length; from += chunk) await host.putProblems(id, problems.slice(from, from + chunk))
    await host.processed(id, result)
  } catch (cause) {
    if (!(cause instanceof Fault) || cause.retry === 'safe' || cause.code === 'jobs.cancelled') throw cause
    await host.failed(id, { code: cause.code, params: numbersAndTexts(cause.params) })
  }
}

function numbersAndTexts(params: Fault['params']): Notice['params'] {
  return Object.fromEntries(Object.entries(params).filter((entry): entry is [string, string | number] => typeof entry[1] === 'string' || typeof entry[1] === 'number'))
}
