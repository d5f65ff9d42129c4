import type { GeoTrouble } from './types'

/** What passes by itself: the network, gateways that stand before a provider, an answer that was cut off. */
export const networkTroubles: Readonly<Record<string, GeoTrouble>> = {
  'http.timeout': 'temporary',
  'http.connectionReset': 'temporary',
  'http.dns': 'temporary',
  'http.refused': 'temporary',
  'http.unreachable': 'temporary',
  'http.unreadable': 'temporary',
}
