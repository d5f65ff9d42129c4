import type { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import type { HttpResponse } from '../../platform/http'
import { patiently } from '../geocoding/patiently'
import type { GeoCall, GeoCredentials, GeoReading, GeoTools } from '../geocoding/types'
import { Found, Refusal } from './answers'
import { final, type HereRefusal, hereTroubles, system, troubled } from './refusals'

/** Each call has a host of its own; a stand-in has both paths. */
const hosts = { '/v1/geocode': 'https://geocode.search.hereapi.com', '/v1/revgeocode': 'https://revgeocode.search.hereapi.com' } as const
const timeoutMs = 10_000
const maxBytes = 1024 * 1024
/** "429 … for up to ten minutes": who is told to wait longer has used up more than a second's share. */
const longestPeakSeconds = 600

type Answer = { state: 'items'; items: z.infer<typeof Found>['items'] } | GeoReading

/**
 * Asks once, and again where the trouble passes.
 * @param query without the key
 * @throws Fault `geocoding.here.*`, `http.*`
 */
export async function exchange(
  { http, standIn }: GeoTools,
  asked: { path: keyof typeof hosts; query: Record<string, string> },
  { secrets }: GeoCredentials,
  call: GeoCall,
): Promise<Answer> {
  const apiKey = secrets['apiKey'] ?? ''
  if (apiKey === '') throw new Fault('geocoding.here.keyMissing')
  http.redactor.learn(apiKey)
  const url = `${(await standIn('here')) ?? hosts[asked.path]}${asked.path}`
  return patiently({ http, call, troubles: hereTroubles }, async () => {
    let answer: Answer | undefined
    await http.request({
      system,
      method: 'GET',
      url,
      query: { ...asked.query, apiKey },
      // Where a customer lives is as secret as the key.
      secretQuery: ['apiKey', 'q', 'at'],
      timeoutMs,
      maxBytes,
      safe: true,
      attempts: 1,
      rateKey: call.rateKey,
      onSent: call.onSent,
      correlationId: call.correlationId,
      signal: call.signal,
      acceptStatus: () => true,
      describe: (response) => {
        answer = read(response, new URL(url).host, http.redactor.text)
        return { code: String(response.status), refused: answer.state === 'badInput' }
      },
    })
    return answer ?? Promise.reject(new Fault('http.unreadable', { params: { host: new URL(url).host }, retry: 'safe' }))
  })
}

/** @throws Fault */
function read(response: HttpResponse, host: string, clean: (text: string) => string): Answer {
  if (response.status !== 200) {
    const said = refusalOf(response, clean)
    const fault = troubled(said)
    if (fault) throw fault
    return final(said)
  }
  const parsed = Found.safeParse(response.json())
  if (!parsed.success) throw new Fault('http.unreadable', { params: { host }, retry: 'safe' })
  const { items } = parsed.data
  return items.length === 0 ? { state: 'notFound' } : { state: 'items', items }
}

/** The title is kept; cause and description are only looked into, because they quote what was asked. */
function refusalOf(response: HttpResponse, clean: (text: string) => string): HereRefusal {
  const { title, error, code, requestId, correlationId, cause, error_description: description } = Refusal.parse(bodyOf(response))
  const seconds = Number(/^\d{1,6}$/u.exec(response.headers['retry-after'] ?? '')?.[0] ?? 0)
  return {
    status: response.status,
    title: clean(title === '' ? error : title).slice(0, 200),
    code,
    requestId: clean(requestId === '' ? correlationId : requestId),
    seconds,
    dayUsedUp: seconds > longestPeakSeconds || /\b(?:day|daily)\b/iu.test(`${title} ${error} ${cause} ${description}`),
  }
}

function bodyOf(response: HttpResponse): unknown {
  try {
    const body = response.json()
    return typeof body === 'object' && body !== null ? body : {}
  } catch {
    return {}
  }
}
