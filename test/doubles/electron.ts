/**
 * Stands in for the `electron` module in tests (vitest.config.ts): records what the program asks of Electron and lets a
 * test do what Electron would. What it has is checked against Electron's own types; what it has not, nothing may use.
 */
import type * as real from 'electron'
import { announceTo, BrowserWindow, WebContents } from './electron-windows'
import { Emitter, record, recorded } from './emitter'

export { BrowserWindow, WebContents }
export { argsOf, CancellableEvent, recorded } from './emitter'

/** What a test decides beforehand. */
export const world = {
  packaged: true,
  singleInstance: true,
  temp: '/tmp',
  downloads: '/downloads',
  dark: false,
  messageBoxAnswer: 0,
  savePath: '',
  openExternalFails: false,
  proxy: 'DIRECT',
  notices: true,
  backend: 'gnome_libsecret' as ReturnType<real.SafeStorage['getSelectedStorageBackend']>,
  encryption: true,
  /** Errors that the next decryptions throw, first one first. */
  decryptErrors: [] as Error[],
  displays: [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
}
const untouched = structuredClone(world)

let becomeReady: () => void = () => undefined
let ready = new Promise<void>((resolve) => {
  becomeReady = resolve
})

const appMethods = {
  get isPackaged() {
    return world.packaged
  },
  enableSandbox: () => record('app.enableSandbox'),
  requestSingleInstanceLock: () => {
    record('app.requestSingleInstanceLock')
    return world.singleInstance
  },
  whenReady: () => {
    record('app.whenReady')
    return ready
  },
  setPath: (name: string, path: string) => record('app.setPath', name, path),
  getPath: (name: string) => (name === 'temp' ? world.temp : world.downloads),
  quit: () => {
    record('app.quit')
    if (!app.happen('will-quit').defaultPrevented) appMethods.exit(0)
  },
  exit: (code?: number) => record('app.exit', code),
  focus: () => record('app.focus'),
} satisfies Partial<Omit<real.App, 'whenReady'>> & { whenReady: () => Promise<void> }

export const app = Object.defineProperties(new Emitter(), Object.getOwnPropertyDescriptors(appMethods)) as Emitter &
  typeof appMethods
announceTo((contents) => app.happen('web-contents-created', {}, contents))

type Schemes = Parameters<real.Protocol['registerSchemesAsPrivileged']>[0]
type SchemeHandler = Parameters<real.Protocol['handle']>[1]
export const schemeHandlers = new Map<string, SchemeHandler>()
export const protocol = {
  registerSchemesAsPrivileged: (schemes: Schemes) => record('protocol.registerSchemesAsPrivileged', schemes),
  handle: (scheme: string, handler: SchemeHandler) => {
    record('protocol.handle', scheme)
    schemeHandlers.set(scheme, handler)
  },
} satisfies Partial<real.Protocol>

/** The handlers that the program gave to the session. */
export interface SessionHandlers {
  request?: Parameters<real.Session['setPermissionRequestHandler']>[0]
  check?: Parameters<real.Session['setPermissionCheckHandler']>[0]
  device?: Parameters<real.Session['setDevicePermissionHandler']>[0]
  display?: Parameters<real.Session['setDisplayMediaRequestHandler']>[0]
}
const sessionMethods = {
  setPermissionRequestHandler: (handler: NonNullable<SessionHandlers['request']> | null) => {
    defaultSession.handlers.request = handler
  },
  setPermissionCheckHandler: (handler: NonNullable<SessionHandlers['check']> | null) => {
    defaultSession.handlers.check = handler
  },
  setDevicePermissionHandler: (handler: NonNullable<SessionHandlers['device']> | null) => {
    defaultSession.handlers.device = handler
  },
  setDisplayMediaRequestHandler: (handler: NonNullable<SessionHandlers['display']> | null) => {
    defaultSession.handlers.display = handler
  },
  allowNTLMCredentialsForDomains: (domains: string) => record('session.allowNTLMCredentialsForDomains', domains),
  resolveProxy: async (url: string) => {
    record('session.resolveProxy', url)
    return world.proxy
  },
} satisfies Partial<real.Session>
const noHandlers: SessionHandlers = {}
const defaultSession = Object.assign(new Emitter(), sessionMethods, { handlers: noHandlers })
export const session = { defaultSession }

export type InvokeHandler = Parameters<real.IpcMain['handle']>[1]
export const invokeHandlers = new Map<string, InvokeHandler>()
export const ipcMain = {
  handle: (channel: string, handler: InvokeHandler) => {
    if (invokeHandlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    invokeHandlers.set(channel, handler)
  },
} satisfies Partial<real.IpcMain>

export const shell = {
  openExternal: async (url: string) => {
    record('shell.openExternal', url)
    if (world.openExternalFails) throw new Error('no application')
  },
  openPath: async (path: string) => {
    record('shell.openPath', path)
    return ''
  },
} satisfies Partial<real.Shell>

export const dialog = {
  showErrorBox: (title: string, content: string) => record('dialog.showErrorBox', title, content),
  showMessageBox: async (...args: unknown[]) => {
    record('dialog.showMessageBox', ...args)
    return { response: world.messageBoxAnswer, checkboxChecked: false }
  },
  showSaveDialog: async (...args: unknown[]) => {
    record('dialog.showSaveDialog', ...args)
    return { canceled: world.savePath === '', filePath: world.savePath }
  },
} satisfies Partial<real.Dialog>

export const Menu = {
  buildFromTemplate: (template: real.MenuItemConstructorOptions[]) => ({ template }),
  setApplicationMenu: (menu: unknown) => record('Menu.setApplicationMenu', menu),
}

export const nativeTheme = {
  get shouldUseDarkColors() {
    return world.dark
  },
} satisfies Partial<real.NativeTheme>

export const screen = {
  getAllDisplays: () => world.displays,
  getPrimaryDisplay: () => world.displays[0],
}

export class Notification extends Emitter implements Pick<real.Notification, 'show'> {
  static shown: Notification[] = []
  static isSupported(): boolean {
    return world.notices
  }
  readonly options: real.NotificationConstructorOptions
  constructor(options: real.NotificationConstructorOptions) {
    super()
    this.options = options
  }
  show(): void {
    Notification.shown.push(this)
  }
}

/** Turns text round: enough to see that what is stored is not what was given. */
const turned = (text: string) => [...text].toReversed().join('')
export const safeStorage = {
  getSelectedStorageBackend: () => world.backend,
  isAsyncEncryptionAvailable: async () => world.encryption,
  encryptStringAsync: async (plainText: string) => Buffer.from(turned(plainText)),
  decryptStringAsync: async (encrypted: Buffer) => {
    record('safeStorage.decryptStringAsync')
    const error = world.decryptErrors.shift()
    if (error) throw error
    return { result: turned(encrypted.toString()), shouldReEncrypt: false }
  },
  setUsePlainTextEncryption: (usePlainText: boolean) => record('safeStorage.setUsePlainTextEncryption', usePlainText),
} satisfies Partial<real.SafeStorage>

/** What the preload gave to the page. */
export const exposed: Record<string, unknown> = {}
export const contextBridge = {
  exposeInMainWorld: (key: string, api: unknown) => {
    exposed[key] = api
  },
} satisfies Partial<real.ContextBridge>

export const ipcRenderer = Object.assign(new Emitter(), {
  invoke: async (channel: string, ...args: unknown[]): Promise<unknown> => {
    record('ipcRenderer.invoke', channel, ...args)
    return { ok: true, value: true }
  },
}) satisfies Pick<real.IpcRenderer, 'invoke'>

export const paths = new WeakMap<object, string>()
export const webUtils = {
  getPathForFile: (file: object) => paths.get(file) ?? '',
} satisfies Partial<real.WebUtils>

/** Electron has started up. */
export function makeReady(): void {
  becomeReady()
}

/** As after a new start of the program; listeners of an earlier test are gone. */
export function resetElectron(): void {
  recorded.length = 0
  Object.assign(world, structuredClone(untouched))
  ready = new Promise<void>((resolve) => {
    becomeReady = resolve
  })
  for (const emitter of [app, defaultSession, ipcRenderer]) emitter.removeAllListeners()
  defaultSession.handlers = {}
  schemeHandlers.clear()
  invokeHandlers.clear()
  BrowserWindow.all = []
  BrowserWindow.focused = undefined
  Notification.shown = []
  for (const key of Object.keys(exposed)) Reflect.deleteProperty(exposed, key)
}
