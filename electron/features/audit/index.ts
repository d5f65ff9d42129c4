export { auditCommands } from './commands'
export { auditRepository } from './repository'
