export { labCommands } from './commands'
