export { linkRulesCommands } from './commands'
export { linkRulesRepository } from './repository'
export { LinkRulesService, type RuleInterface } from './service'
