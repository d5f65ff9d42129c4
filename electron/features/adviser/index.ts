export { adviserCommands } from './commands'
export { AdviserService } from './service'
