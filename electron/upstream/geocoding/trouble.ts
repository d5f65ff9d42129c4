import { Fault } from '../../platform/errors/fault'
import { networkTroubles } from './network-troubles'
import { geoProviderKinds } from './registry'
import type { GeoTrouble } from './types'

const byCode = new Map<string, GeoTrouble>([
  ...Object.entries(networkTroubles),
  ...geoProviderKinds.flatMap(({ troubles }) => Object.entries(troubles)),
])

/**
 * What kind of trouble a refusal is; `undefined` for everything else, such as a call that was cancelled, a proxy that
 * wants a log-in, or a mistake of our own.
 */
export function geoTroubleOf(fault: unknown): GeoTrouble | undefined {
  return fault instanceof Fault ? byCode.get(fault.code) : undefined
}
