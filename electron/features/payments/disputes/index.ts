export { disputeCommands } from './commands'
export { disputesRepository } from './repository'
export { disputeTodos } from './todos'
export { DisputesService } from './service'
