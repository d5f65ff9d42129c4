import { importsCommands } from './commands'
import { registerImportJobs } from './job-hosts'
import type { ImportsParts } from './parts'
import { ImportsService } from './service'

export type { ImportsParts } from './parts'
export { orderImportsRepository } from './repository'
export { ImportsService } from './service'

/** Plugs the room of imports together. */
export function openImportsRoom(parts: ImportsParts): { imports: ImportsService; commands: ReturnType<typeof importsCommands> } {
  const imports = new ImportsService(parts)
  registerImportJobs(imports)
  return { imports, commands: importsCommands(imports) }
}
