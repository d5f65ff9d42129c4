/** What the provider's status codes mean (geocoding-and-face §1.6: reproduced from secondary sources, hence marked likely). */
import { Fault } from '../../platform/errors/fault'
import type { GeoReading, GeoTrouble } from '../geocoding/types'

export const system = 'tencentLocation'

/** Codes of Faults with the kind of trouble; a Fault's text says where in the provider's console it is mended. */
export const tencentTroubles: Readonly<Record<string, GeoTrouble>> = {
  'geocoding.tencent.sourceRefused': 'key',
  'geocoding.tencent.signatureWrong': 'key',
  'geocoding.tencent.addressRefused': 'key',
  'geocoding.tencent.keyInvalid': 'key',
  'geocoding.tencent.keyMissing': 'key',
  'geocoding.tencent.signatureNotUsable': 'key',
  'geocoding.tencent.notOpened': 'permission',
  'geocoding.tencent.overseasNotOpened': 'permission',
  'geocoding.tencent.webServiceOff': 'permission',
  'geocoding.tencent.stopped': 'permission',
  'geocoding.tencent.accountRestricted': 'billing',
  'geocoding.tencent.dayUsedUp': 'day',
  'geocoding.tencent.tooManyPerSecond': 'rate',
  'geocoding.tencent.tooManyFromAddress': 'rate',
  'geocoding.tencent.busy': 'temporary',
}

const faults: Readonly<Record<number, string>> = {
  110: 'geocoding.tencent.sourceRefused',
  111: 'geocoding.tencent.signatureWrong',
  112: 'geocoding.tencent.addressRefused',
  113: 'geocoding.tencent.notOpened',
  120: 'geocoding.tencent.tooManyPerSecond',
  121: 'geocoding.tencent.dayUsedUp',
  122: 'geocoding.tencent.tooManyFromAddress',
  123: 'geocoding.tencent.accountRestricted',
  160: 'geocoding.tencent.signatureNotUsable',
  161: 'geocoding.tencent.signatureNotUsable',
  190: 'geocoding.tencent.keyInvalid',
  199: 'geocoding.tencent.webServiceOff',
  311: 'geocoding.tencent.keyInvalid',
}

/** "No result for the query", "no matching data". */
const nothingThere: readonly number[] = [347, 393]

const badInputs: Readonly<Record<number, string>> = {
  330: 'geocoding.addressTooLongThere',
  331: 'geocoding.addressTooLongThere',
  // "Parameter error"; that it is the missing city is our own reading of it.
  348: 'geocoding.cityMissing',
  365: 'geocoding.positionOutOfRange',
  366: 'geocoding.positionOutOfRange',
}

/** A domestic address in which the provider finds no city: it may be asked again with the looser rule. */
export const cityMissing = 348

/**
 * The trouble that a status means; `undefined` for 0 and for those that are final for this address. Codes that are not in
 * the table: 1xx stops, 3xx is the address's own fault, 5xx passes.
 */
export function troubled(status: number, message: string, overseas: boolean): Fault | undefined {
  const known = faults[status]
  if (status === 0 || nothingThere.includes(status) || (known === undefined && status >= 300 && status < 400)) return undefined
  const code = status === 113 && overseas ? 'geocoding.tencent.overseasNotOpened' : (known ?? unknownCode(status))
  const trouble = tencentTroubles[code]
  return new Fault(code, {
    params: { status, message },
    upstream: { system, code: String(status), message },
    retry: trouble === 'rate' || trouble === 'temporary' || trouble === 'day' ? 'safe' : 'no',
  })
}

/** The answer that a final status other than 0 is. */
export function final(status: number, message: string): GeoReading {
  if (nothingThere.includes(status)) return { state: 'notFound' }
  return { state: 'badInput', code: badInputs[status] ?? 'geocoding.inputRefused', message: `${status} ${message}`.trim() }
}

function unknownCode(status: number): string {
  if (status >= 100 && status < 200) return 'geocoding.tencent.stopped'
  if (status >= 500 && status < 600) return 'geocoding.tencent.busy'
  return 'geocoding.tencent.unclear'
}
