import type { RowIdentity, SidePack } from '../match-types'
import { nameRows } from './identity'
import { Currencies, Side } from './side'

/**
 * What rows of a side are called; for decisions about rows that are in no difference, such as parting a clean pair.
 * @param packs all packs of the side, as they were matched
 * @param rows counted over all packs in their order
 */
export function identitiesOf(packs: readonly SidePack[], rows: readonly number[]): RowIdentity[] {
  const { identity } = nameRows(new Side(packs, new Currencies()), rows)
  return rows.map((row) => identity.get(row) ?? '')
}
