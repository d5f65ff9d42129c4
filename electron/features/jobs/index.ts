export { jobsCommands } from './commands'
export { jobTodos } from './todos'
