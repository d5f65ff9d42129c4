export { type WorkspaceMeta, WorkspaceFolders } from './folders'
export { workspacesOpenCommands, type WorkspaceDesk } from './commands'
