import { onTestFinished } from 'vitest'
import { ManualClock } from '../../platform/clock/clock'
import { type CallRecord, createHttp, type HttpClient } from '../../platform/http'
import { createRedactor } from '../../platform/log'
import type { GeoStandIn, GeoStandInOptions, StandInKey } from '../../sandbox/geocoding'
import { type StandInAnswer, type StandInRequest, startStandInServer } from '../../sandbox/http/server'
import type { GeoCall, GeoProviderKind, GeoQuestion, GeoReadCandidate, GeoReading, GeoUpstream } from './types'

/** Waiting moves the clock: nothing takes real time, and no limit is passed by accident. */
function madeHttp(): { clock: ManualClock; http: HttpClient; calls: CallRecord[]; waits: number[] } {
  const clock = new ManualClock('2026-11-28T02:00:00.000Z')
  const calls: CallRecord[] = []
  const waits: number[] = []
  const http = createHttp({
    clock,
    redactor: createRedactor(),
    record: (one) => calls.push(one),
    random: () => 0,
    sleep: (milliseconds) => {
      waits.push(milliseconds)
      clock.advance(milliseconds)
      return Promise.resolve()
    },
  })
  onTestFinished(() => http.close())
  return { clock, http, calls, waits }
}

const call = (more: Partial<GeoCall> = {}): GeoCall => ({ correlationId: 'c', rateKey: 'geo:test', ...more })

export interface Made {
  clock: ManualClock
  calls: CallRecord[]
  /** What was waited for, in milliseconds, in order. */
  waits: number[]
  upstream: GeoUpstream
  ask(question: GeoQuestion, secrets: Record<string, string>, more?: Partial<GeoCall>): Promise<GeoReading>
}

function madeUpstream(kind: GeoProviderKind, standIn: () => string): Made {
  const { http, ...rest } = madeHttp()
  const upstream = kind.connect({ http, standIn: () => Promise.resolve(standIn()) })
  return { ...rest, upstream, ask: (question, secrets, more) => upstream.ask(question, { secrets }, call(more)) }
}

/** A provider's client against its stand-in. */
export async function againstStandIn(kind: GeoProviderKind, start: (options: GeoStandInOptions) => Promise<GeoStandIn>, keys: readonly StandInKey[]) {
  let url = ''
  const made = madeUpstream(kind, () => url)
  const standIn = await start({ clock: made.clock, keys })
  url = standIn.baseUrl
  onTestFinished(() => standIn.close())
  return { ...made, standIn }
}

/** A provider's client against a server that writes down what comes and answers what it is told, the last answer for ever. */
export async function againstRecorder(kind: GeoProviderKind, ...answers: StandInAnswer[]) {
  const targets: string[] = []
  const server = await startStandInServer((request: StandInRequest) => {
    targets.push(request.target)
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? 'drop'
  })
  onTestFinished(() => server.close())
  return { ...madeUpstream(kind, () => server.baseUrl), targets, url: () => new URL(targets.at(-1) ?? '', server.baseUrl) }
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): StandInAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

export const addressAt = (area: 'domestic' | 'overseas', address: string, country = '', language = 'zh-CN'): GeoQuestion => ({ kind: 'address', address, area, country, language })

/** The best candidate of an answer that has one. */
export function best(reading: GeoReading): GeoReadCandidate {
  const first = reading.state === 'found' ? reading.candidates[0] : undefined
  if (!first) throw new Error(`nothing found: ${JSON.stringify(reading)}`)
  return first
}
