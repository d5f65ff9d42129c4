export { placesCommands, type PlacesDesk } from './commands'
export { placesRepository } from './repository'
export { PlacesService } from './service'
