import { app, BrowserWindow, nativeTheme, type Rectangle, screen, type WebContents } from 'electron'
import { placeOn } from './placement'
import { windowOptions } from './window'

/** How far a further window is moved from the one before, so that both can be seen. */
const cascade = 28

export interface WindowsParts {
  address: string
  preload: string
  title: () => string
  /** Where the last window was. */
  remembered: () => { bounds?: Rectangle | undefined; maximized: boolean }
  /** Called while the window closes and can still be asked. */
  remember: (place: { bounds: Rectangle; maximized: boolean }) => void
  opened: (window: BrowserWindow) => void
  closed: (contentsId: number) => void
}

/** All windows of the program. They show the same program and may belong to different operators. */
export class Windows {
  readonly #parts: WindowsParts
  readonly #windows = new Set<BrowserWindow>()

  constructor(parts: WindowsParts) {
    this.#parts = parts
  }

  get all(): readonly BrowserWindow[] {
    return [...this.#windows]
  }

  /** Our window of a page; undefined for a page that we did not open. */
  of(contents: WebContents): BrowserWindow | undefined {
    return this.all.find((window) => !window.isDestroyed() && window.webContents.id === contents.id)
  }

  /** Opens one more window; it shows itself when its first picture is ready. */
  open(): BrowserWindow {
    const parts = this.#parts
    const { bounds, maximized } = parts.remembered()
    const window = new BrowserWindow(
      windowOptions({
        bounds: this.#place(bounds),
        dark: nativeTheme.shouldUseDarkColors,
        packaged: app.isPackaged,
        preload: parts.preload,
        title: parts.title(),
      }),
    )
    const contentsId = window.webContents.id
    this.#windows.add(window)
    window.once('ready-to-show', () => {
      if (maximized) window.maximize()
      window.show()
    })
    window.on('close', () => parts.remember({ bounds: window.getNormalBounds(), maximized: window.isMaximized() }))
    window.once('closed', () => {
      this.#windows.delete(window)
      parts.closed(contentsId)
    })
    parts.opened(window)
    // A page that was left while it loaded rejects; the page itself shows what is wrong.
    window.loadURL(parts.address).catch(() => undefined)
    return window
  }

  /** Brings the program to the front: the window last used, or a new one where there is none. */
  show(): void {
    const window = BrowserWindow.getFocusedWindow() ?? this.all.at(-1)
    if (!window) {
      this.open()
      return
    }
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  #place(remembered: Rectangle | undefined): Rectangle {
    const main = screen.getPrimaryDisplay()
    const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
    const areas = [main, ...others].map(({ workArea }) => workArea)
    const last = this.all.at(-1)
    if (!last) return placeOn(areas, remembered)
    const { x, y, ...size } = last.getNormalBounds()
    return placeOn(areas, { x: x + cascade, y: y + cascade, ...size })
  }
}
