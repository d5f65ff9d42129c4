/** One call of WeChat's API with what it may repeat. Source: wechat-links-qr §0, §1.4. */
import { Fault } from '../../platform/errors/fault'
import type { CallDescription, HttpClient, HttpMethod } from '../../platform/http'
import type { AnswerReader, Outcome } from './answers'

const BUSY = -1
const TOO_MANY_A_SECOND = 44990
const TOO_MANY_A_MINUTE = 45011

/** "-1: retry up to 3× with back-off (1 s, 2 s, 4 s)" (§0). */
const BUSY_WAITS_MS = [1_000, 2_000, 4_000] as const
const SECOND_WAITS = 5
const MINUTE_WAITS = 2
const MAX_BYTES = 256 * 1024

export interface Exchange<T> {
  method: HttpMethod
  /** Base address and path. */
  url: string
  query: Readonly<Record<string, string>>
  secretQuery: readonly string[]
  json?: unknown
  read: AnswerReader<T>
  /** Whether the call may be repeated when its outcome is unknown. */
  safe: boolean
  timeoutMs: number
  /** The answer must not be larger; default 256 KiB, which is ample for JSON. */
  maxBytes?: number
  rateKey: string
  /** As in the http client: nothing of a failed answer is quoted. */
  unquoted?: boolean
  /** Whether it is worth waiting for the next minute; a person before a screen is told at once. */
  patient: boolean
  signal?: AbortSignal | undefined
  correlationId: string
}

function unreadable(exchange: Exchange<unknown>): Fault {
  const { host } = new URL(exchange.url)
  return new Fault('http.unreadable', { params: { host }, retry: exchange.safe ? 'safe' : 'afterCheck' })
}

function describe(outcome: Outcome<unknown>): CallDescription {
  if (outcome.ok) return { code: String(outcome.errcode ?? 0), ...(outcome.requestId ? { requestId: outcome.requestId } : {}) }
  const { errcode, requestId } = outcome.refusal
  return { code: String(errcode), refused: true, ...(requestId ? { requestId } : {}) }
}

async function once<T>(http: HttpClient, exchange: Exchange<T>): Promise<Outcome<T>> {
  let outcome: Outcome<T> | undefined
  const { method, url, query, secretQuery, json, safe, timeoutMs, rateKey, signal, correlationId } = exchange
  await http.request({
    system: 'wechat',
    method,
    url,
    query,
    secretQuery,
    ...(json === undefined ? {} : { json }),
    safe,
    timeoutMs,
    maxBytes: exchange.maxBytes ?? MAX_BYTES,
    ...(exchange.unquoted ? { unquoted: true } : {}),
    rateKey,
    signal,
    correlationId,
    describe: (response) => {
      outcome = exchange.read(response, () => unreadable(exchange))
      return describe(outcome)
    },
  })
  return outcome ?? Promise.reject(unreadable(exchange))
}

/**
 * Sends a call and repeats it only after a certain refusal that passes by itself: -1 three times, 44990 after a second,
 * 45011 in the next minute. WeChat has not acted on any of these, so repeating is safe for every call. Gives any other
 * refusal back; throws Fault `http.*` when there was no readable answer.
 */
export async function exchangeWith<T>(
  http: HttpClient,
  clock: { now(): Date },
  exchange: Exchange<T>,
): Promise<Outcome<T>> {
  let [busy, seconds, minutes] = [0, 0, 0]
  for (;;) {
    const outcome = await once(http, exchange)
    if (outcome.ok) return outcome
    const { errcode } = outcome.refusal
    const busyWait = BUSY_WAITS_MS[busy]
    if (errcode === BUSY && busyWait !== undefined) {
      busy += 1
      await sleepUnlessCancelled(http, busyWait * (1 + http.random() / 4), exchange)
    } else if (errcode === TOO_MANY_A_SECOND && seconds < SECOND_WAITS) {
      seconds += 1
      http.pause(exchange.rateKey, 1_000 + http.random() * 500)
    } else if (errcode === TOO_MANY_A_MINUTE && exchange.patient && minutes < MINUTE_WAITS) {
      minutes += 1
      http.pause(exchange.rateKey, 60_000 - (clock.now().getTime() % 60_000) + http.random() * 2_000)
    } else {
      return outcome
    }
  }
}

async function sleepUnlessCancelled(
  http: HttpClient,
  milliseconds: number,
  { signal, url }: Exchange<unknown>,
): Promise<void> {
  try {
    await http.sleep(milliseconds, signal)
  } catch (error) {
    if (signal?.aborted) throw new Fault('http.cancelled', { params: { host: new URL(url).host }, retry: 'safe' })
    throw error
  }
}
