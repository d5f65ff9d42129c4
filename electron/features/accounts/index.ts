export { accountsCommands, accountsOpenCommands } from './commands'
export { accountsRepository } from './repository'
export { AccountsService } from './service'
