export { filesCommands } from './commands'
