export { linkRulesCommands } from './commands'
export { linkRulesRepository } from './repository'
export { linkRuleTodos } from './todos'
export { LinkRulesService, type RuleInterface } from './service'
