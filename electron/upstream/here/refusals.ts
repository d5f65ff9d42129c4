/**
 * What HTTP statuses of HERE mean. Source: developer.here.com/documentation/geocoder/dev_guide/topics/http-status-codes.html
 * and docs.here.com/policies/docs/limits-and-quotas (geocoding-and-face §2.5); the same families in v7 are likely.
 */
import { Fault } from '../../platform/errors/fault'
import type { GeoReading, GeoTrouble } from '../geocoding/types'

export const system = 'here'

/** Codes of Faults with the kind of trouble; a Fault's text says where in the provider's console it is mended. */
export const hereTroubles: Readonly<Record<string, GeoTrouble>> = {
  'geocoding.here.keyInvalid': 'key',
  'geocoding.here.keyMissing': 'key',
  'geocoding.here.clockWrong': 'key',
  'geocoding.here.noAccess': 'permission',
  'geocoding.here.endpointUnknown': 'permission',
  'geocoding.here.paymentNeeded': 'billing',
  'geocoding.here.dayUsedUp': 'day',
  'geocoding.here.tooMany': 'rate',
  'geocoding.here.busy': 'temporary',
}

/** What an answer other than 200 says about itself; texts are empty where they are missing. */
export interface HereRefusal {
  status: number
  title: string
  /** HERE's own number, such as 401204. */
  code: string
  requestId: string
  /** `Retry-After`; 0 where there is none. */
  seconds: number
  /** Of 429: both limits answer it, and no published number tells them apart. */
  dayUsedUp: boolean
}

/** "The client's clock is outside the allowed window." */
const clockCode = '401204'

const badInputs: Readonly<Record<number, string>> = {
  400: 'geocoding.inputRefused',
  413: 'geocoding.addressTooLongThere',
  414: 'geocoding.addressTooLongThere',
  431: 'geocoding.addressTooLongThere',
}

/** The answer that a refusal is which is final for this address. */
export function final({ status, title }: HereRefusal): GeoReading {
  return { state: 'badInput', code: badInputs[status] ?? 'geocoding.inputRefused', message: `${status} ${title}`.trim() }
}

/** The trouble that a status means; `undefined` for those that are final for this address. */
export function troubled(said: HereRefusal): Fault | undefined {
  const { status, title, seconds } = said
  if (badInputs[status] !== undefined) return undefined
  const code = codeOf(said)
  const trouble = hereTroubles[code]
  return new Fault(code, {
    params: { status, message: title, seconds },
    upstream: { system, code: said.code === '' ? String(status) : said.code, message: title, ...(said.requestId === '' ? {} : { requestId: said.requestId }) },
    retry: trouble === 'rate' || trouble === 'temporary' || trouble === 'day' ? 'safe' : 'no',
  })
}

function codeOf({ status, code, dayUsedUp }: HereRefusal): string {
  if (status === 401) return code === clockCode ? 'geocoding.here.clockWrong' : 'geocoding.here.keyInvalid'
  if (status === 402) return 'geocoding.here.paymentNeeded'
  if (status === 403) return 'geocoding.here.noAccess'
  if (status === 404) return 'geocoding.here.endpointUnknown'
  if (status === 429) return dayUsedUp ? 'geocoding.here.dayUsedUp' : 'geocoding.here.tooMany'
  return status === 408 || status >= 500 ? 'geocoding.here.busy' : 'geocoding.here.unclear'
}
