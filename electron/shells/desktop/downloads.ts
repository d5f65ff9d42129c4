import { join } from 'node:path'
import type { Session } from 'electron'
import { safeFileName } from '@shared/domain/file-names'
import { origin } from './origin'

/**
 * A download begins only for what our own page made in memory (a chart as a picture), and the person says where it
 * goes. Files of the application are saved by their ticket and are no downloads (architecture-anchors §4, row 23).
 */
export function isOurDownload(address: string): boolean {
  return address.startsWith(`blob:${origin}/`)
}

export function guardDownloads(session: Session, downloadsFolder: () => string): void {
  session.on('will-download', (event, item) => {
    if (!isOurDownload(item.getURL())) return event.preventDefault()
    const name = safeFileName(item.getFilename(), { fallback: 'file' })
    item.setSaveDialogOptions({ defaultPath: join(downloadsFolder(), name) })
  })
}
