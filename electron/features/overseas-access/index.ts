export { overseasAccessCommands } from './commands'
export { overseasAccessRepository } from './repository'
export { OverseasAccessService } from './service'
