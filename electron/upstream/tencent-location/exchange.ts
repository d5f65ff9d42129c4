import type { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import type { HttpResponse } from '../../platform/http'
import { patiently } from '../geocoding/patiently'
import type { GeoCall, GeoCredentials, GeoTools } from '../geocoding/types'
import { Envelope } from './answers'
import { system, tencentTroubles, troubled } from './refusals'
import { tencentSignature } from './signature'

export const baseUrl = 'https://apis.map.qq.com'
/** With the slash; the signature covers it. */
const path = '/ws/geocoder/v1/'
const timeoutMs = 10_000
const maxBytes = 512 * 1024

export interface Asked {
  /** Parameters without key and signature, unencoded. */
  values: Record<string, string>
  overseas: boolean
}

export type Answer = z.infer<typeof Envelope>

/**
 * Asks once, and again where the trouble passes.
 * @returns the answer with its status: 0, or one that is final for this address
 * @throws Fault `geocoding.tencent.*`, `http.*`
 */
export async function exchange({ http, standIn }: GeoTools, asked: Asked, { secrets }: GeoCredentials, call: GeoCall): Promise<Answer> {
  const { key, sk } = secrets
  if (key === undefined || key === '') throw new Fault('geocoding.tencent.keyMissing')
  http.redactor.learn(key)
  if (sk !== undefined) http.redactor.learn(sk)
  const values = { ...asked.values, key }
  const query = sk === undefined || sk === '' ? values : { ...values, sig: tencentSignature(path, values, sk) }
  const url = `${(await standIn('tencent')) ?? baseUrl}${path}`
  return patiently({ http, call, troubles: tencentTroubles }, async () => {
    let answer: Answer | undefined
    await http.request({
      system,
      method: 'GET',
      url,
      query,
      // Where a customer lives is as secret as the key.
      secretQuery: ['key', 'sig', 'address', 'location'],
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
        answer = read(response, new URL(url).host)
        const { status, message, request_id: requestId } = answer
        return { code: String(status), requestId, refused: status !== 0 && troubled(status, message, asked.overseas) !== undefined }
      },
    })
    if (!answer) throw new Fault('http.unreadable', { params: { host: new URL(url).host }, retry: 'safe' })
    const fault = troubled(answer.status, http.redactor.text(answer.message).slice(0, 300), asked.overseas)
    if (fault) throw fault
    return answer
  })
}

/**
 * The HTTP status is 200 for refusals too; another one comes from a gateway on the way.
 * @throws Fault
 */
function read(response: HttpResponse, host: string): Answer {
  const { status } = response
  if (status === 413 || status === 414 || status === 431) return { status: 331, message: `HTTP ${status}`, request_id: '' }
  if (status === 429) throw new Fault('geocoding.tencent.tooManyPerSecond', { params: { status, message: '' }, upstream: { system, code: String(status), message: '' }, retry: 'safe' })
  if (status !== 200) throw new Fault('geocoding.tencent.busy', { params: { status, message: '' }, upstream: { system, code: String(status), message: '' }, retry: 'safe' })
  const parsed = Envelope.safeParse(response.json())
  if (parsed.success) return parsed.data
  throw new Fault('http.unreadable', { params: { host }, retry: 'safe' })
}
