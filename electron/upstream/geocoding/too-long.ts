import type { GeoReading } from './types'

/** Bytes of an address in the request line; most servers refuse request lines above 8 KiB. */
const mostBytes = 7000

/** The answer for an address that no server would take; it is not sent. */
export function tooLongToSend(address: string): GeoReading | undefined {
  const bytes = encodeURIComponent(address.toWellFormed()).length
  return bytes > mostBytes ? { state: 'badInput', code: 'geocoding.addressTooLongThere', message: '' } : undefined
}
