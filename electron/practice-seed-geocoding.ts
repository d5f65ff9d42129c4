import { randomUUID } from 'node:crypto'
import { exampleGeoKeys, examplePlaceLocations } from './practice-data-geocoding'
import type { OpenWorkspace } from './workspace'

/** Keys of the providers with the secrets that their stand-ins know, and where two of the example's places are. */
export async function seedGeocoding(
  { geocoding }: OpenWorkspace,
  places: ReadonlyMap<string, string>,
  operator: { id: string; name: string },
): Promise<void> {
  for (const { fields, secrets } of exampleGeoKeys) {
    const { id } = await geocoding.keys.create(fields)
    for (const [name, secret] of Object.entries(secrets)) await geocoding.keys.setSecret(id, name, secret)
  }
  for (const { placeCode, ...hand } of examplePlaceLocations) {
    const placeId = places.get(placeCode)
    const doer = { operatorId: operator.id, operatorName: operator.name, correlationId: randomUUID() }
    if (placeId !== undefined) await geocoding.locations.save({ placeId, rev: 0, from: { kind: 'hand', ...hand } }, doer)
  }
}
