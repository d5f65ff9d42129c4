import type { RowIdentity, SidePack } from '../match-types'
import { nameRows } from './identity'
import { Currencies, Side } from './side'

/** What single rows are called, by their places over all packs of their side: the words in which decisions name them. */
export function rowIdentities(packs: readonly SidePack[], places: readonly number[]): RowIdentity[] {
  const { identity } = nameRows(new Side(packs, new Currencies()), places)
  return places.map((place) => identity.get(place) ?? '')
}
