export { type AccountConnection, officialAccountsCommands } from './commands'
export { officialAccountsRepository } from './repository'
export { OfficialAccountsService } from './service'
export { officialAccountTodos } from './todos'
