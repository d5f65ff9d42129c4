export { type WorkspaceMeta, WorkspaceFolders } from './folders'
export { workspaceRepository } from './repository'
export { workspaceTodos } from './todos'
export { workspacesOpenCommands, type WorkspaceDesk } from './commands'
