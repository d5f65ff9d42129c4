export { appsCommands, type AppsDesk, type ConnectionTester } from './commands'
export { checkSecret, excerpt, looksLikeSecret } from './fields'
export { appsRepository, type RememberedMapping } from './repository'
export { AppsService, type TransferableApp } from './service'
export {
  type ImportIssue,
  type ImportLine,
  type IncomingDesk,
  type MappingMemory,
  openImport,
  type PlannedRow,
  previewOf,
  writeInChunks,
} from './sheet-import'
