export { settingsCommands } from './commands'
export { settingsRepository } from './repository'
export { SettingsService } from './service'
