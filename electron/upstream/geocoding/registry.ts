import type { GeoProviderId } from '@shared/contract/geocoding-values'
import { here } from '../here'
import { tencentLocation } from '../tencent-location'
import type { GeoProviderKind, GeoTools, GeoUpstream } from './types'

/** Every provider that addresses can be asked of, in the order in which they are offered. A third is a folder and a line here. */
export const geoProviderKinds: readonly GeoProviderKind[] = [tencentLocation, here]

/** All providers, ready to be asked, by id. */
export function geoProviders(tools: GeoTools): ReadonlyMap<GeoProviderId, GeoUpstream> {
  return new Map(geoProviderKinds.map((kind) => [kind.traits.id, kind.connect(tools)]))
}
