import type {
  BrowserWindow as RealWindow,
  BrowserWindowConstructorOptions,
  Rectangle,
  WebContents as RealContents,
  WebFrameMain,
  WindowOpenHandlerResponse,
} from 'electron'
import { Emitter, record } from './emitter'

type OpenHandler = Parameters<RealContents['setWindowOpenHandler']>[0]
type Frame = Pick<WebFrameMain, 'url' | 'origin' | 'parent'>

let nextId = 1

export class WebContents
  extends Emitter
  implements Pick<RealContents, 'id' | 'isDestroyed' | 'send' | 'reload' | 'forcefullyCrashRenderer'>
{
  readonly id = nextId++
  readonly sent: unknown[][] = []
  destroyed = false
  mainFrame: Frame = { url: 'about:blank', origin: 'null', parent: null }
  #openHandler: OpenHandler | undefined

  isDestroyed(): boolean {
    return this.destroyed
  }
  send(channel: string, ...args: unknown[]): void {
    this.sent.push([channel, ...args])
  }
  reload(): void {
    record('webContents.reload', this.id)
  }
  forcefullyCrashRenderer(): void {
    record('webContents.forcefullyCrashRenderer', this.id)
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }
  /** What `window.open(url)` in the page comes to. */
  openWindow(url: string): WindowOpenHandlerResponse {
    if (!this.#openHandler) return { action: 'allow' }
    return this.#openHandler({ url, frameName: '', features: '', disposition: 'new-window', referrer: { url: '', policy: 'default' } })
  }
}

export class BrowserWindow
  extends Emitter
  implements
    Pick<
      RealWindow,
      | 'show'
      | 'focus'
      | 'restore'
      | 'maximize'
      | 'isMaximized'
      | 'isMinimized'
      | 'isDestroyed'
      | 'getNormalBounds'
      | 'setProgressBar'
      | 'loadURL'
      | 'destroy'
    >
{
  static all: BrowserWindow[] = []
  static focused: BrowserWindow | undefined
  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.focused ?? null
  }
  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.all
  }

  readonly webContents = new WebContents()
  readonly options: BrowserWindowConstructorOptions
  bounds: Rectangle
  maximized = false
  minimized = false
  visible = false

  constructor(options: BrowserWindowConstructorOptions) {
    super()
    record('BrowserWindow', options)
    this.options = options
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.bounds = { x, y, width, height }
    BrowserWindow.all.push(this)
    announce(this.webContents)
  }

  async loadURL(url: string): Promise<void> {
    record('BrowserWindow.loadURL', url)
    const { protocol, host } = new URL(url)
    this.webContents.mainFrame = { url, origin: `${protocol}//${host}`, parent: null }
  }
  show(): void {
    this.visible = true
    record('BrowserWindow.show')
  }
  focus(): void {
    BrowserWindow.focused = this
    record('BrowserWindow.focus')
  }
  restore(): void {
    this.minimized = false
  }
  maximize(): void {
    this.maximized = true
  }
  isMaximized(): boolean {
    return this.maximized
  }
  isMinimized(): boolean {
    return this.minimized
  }
  isDestroyed(): boolean {
    return this.webContents.destroyed
  }
  getNormalBounds(): Rectangle {
    return this.bounds
  }
  setProgressBar(progress: number, options?: { mode: string }): void {
    record('BrowserWindow.setProgressBar', progress, options)
  }
  destroy(): void {
    if (this.webContents.destroyed) return
    this.webContents.destroyed = true
    BrowserWindow.all = BrowserWindow.all.filter((window) => window !== this)
    if (BrowserWindow.focused === this) BrowserWindow.focused = undefined
    this.emit('closed')
  }
  /** What a click on the window's cross comes to. */
  close(): void {
    if (!this.happen('close').defaultPrevented) this.destroy()
  }
}

let announce: (contents: WebContents) => void = () => undefined

/** Who hears of each new page: the double of `app`. */
export function announceTo(listener: (contents: WebContents) => void): void {
  announce = listener
}
