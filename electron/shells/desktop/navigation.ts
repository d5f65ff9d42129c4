import type { WebContents } from 'electron'
import { isOurs } from './origin'
import type { ExternalAddresses } from './open-external'

/** A window shows our pages and nothing else, whatever asks for it (architecture-anchors §4, row 8). */
export function isAllowedNavigation(address: string): boolean {
  return isOurs(address)
}

/** Puts the guards on one page: no way out of our origin, no second page, no `<webview>` (rows 8, 9, 15). */
export function guardNavigation(contents: WebContents, external: Pick<ExternalAddresses, 'open'>): void {
  const guard = (details: { url: string; preventDefault: () => void }) => {
    if (!isAllowedNavigation(details.url)) details.preventDefault()
  }
  contents.on('will-navigate', guard)
  // The only one that sees frames inside a page.
  contents.on('will-frame-navigate', guard)
  contents.on('will-redirect', guard)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    void external.open(url)
    return { action: 'deny' }
  })
}
