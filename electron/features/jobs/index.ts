export { jobsCommands } from './commands'
