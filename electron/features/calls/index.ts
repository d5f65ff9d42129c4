export { callsCommands } from './commands'
export { callsRepository } from './repository'
export { CallLog } from './service'
