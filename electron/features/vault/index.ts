export { vaultCommands } from './commands'
