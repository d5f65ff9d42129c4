import { geoAnswersRepository } from './answers/repository'
import { geoKeysRepository } from './keys/repository'
import { geoLocationsRepository } from './locations/repository'
import { geoLookupsRepository } from './lookups/repository'

/** The desk's repositories, apart from the rest: the store's threads start with nothing else of it. */
export const geocodingRepositories = [geoKeysRepository, geoAnswersRepository, geoLookupsRepository, geoLocationsRepository]
