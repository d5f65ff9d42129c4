import type { GeoProvider } from '@shared/contract/geocoding'
import type { GeoTraits } from '../../../upstream/geocoding/types'
import type { GeocodingHandlers } from '../handlers'
import type { GeoKeys } from './service'
import type { KeyTester } from './tester'

/** `providers` and `keys.*`. */
export function keyCommands(parts: {
  keys: GeoKeys
  tester: KeyTester
  traits: readonly GeoTraits[]
}): GeocodingHandlers<'providers' | 'keys'> {
  const { keys, tester, traits } = parts
  return {
    providers: () => Promise.resolve(traits.map(shownProvider)),
    'keys.list': ({ archived }) => keys.list(archived),
    'keys.create': (fields, { caller }) => keys.create(fields, caller.operator.name),
    'keys.update': (input, { caller }) => keys.update(input, caller.operator.name),
    'keys.archive': ({ id, archived }, { caller }) => keys.archive(id, archived, caller.operator.name),
    'keys.setSecret': ({ id, name, secret }) => keys.setSecret(id, name, secret),
    'keys.removeSecret': ({ id, name }) => keys.removeSecret(id, name),
    'keys.test': ({ id }, { correlationId, signal }) => tester.test(id, { correlationId, signal }),
  }
}

function shownProvider({ id, fields, services, storageDays, languages, place, facts, help }: GeoTraits): GeoProvider {
  return {
    id,
    fields: [...fields],
    services: services.map(({ service, shipped, dayZone }) => ({ service, shipped, dayZone })),
    ...(storageDays === undefined ? {} : { storageDays }),
    languages: [...languages],
    place,
    facts: [...facts],
    help: { ...help, steps: help.steps.map((step) => ({ ...step })) },
  }
}
