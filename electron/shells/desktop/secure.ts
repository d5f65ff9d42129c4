import { app, protocol, session } from 'electron'
import type { OfferedFile } from '../../platform/files/workspace-files'
import { guardDownloads } from './downloads'
import { guardNavigation } from './navigation'
import type { ExternalAddresses } from './open-external'
import { scheme } from './origin'
import { refuseCredentials, restrictSession } from './permissions'
import { rendererFiles } from './protocol'

/** What must stand before the first page exists; call it before the program is ready. */
export function guardPages(external: ExternalAddresses): void {
  app.on('web-contents-created', (_event, contents) => guardNavigation(contents, external))
  refuseCredentials(app)
}

/** What can stand only when the program is ready, and must before the first window opens. */
export function guardSession(rendererDir: string, redeem: (ticket: string) => OfferedFile | undefined): void {
  restrictSession(session.defaultSession)
  guardDownloads(session.defaultSession, () => app.getPath('downloads'))
  protocol.handle(scheme, rendererFiles(rendererDir, redeem))
}
