export { type WorkspaceMeta, WorkspaceFolders } from './folders'
export { workspaceRepository } from './repository'
export { workspacesOpenCommands, type WorkspaceDesk } from './commands'
