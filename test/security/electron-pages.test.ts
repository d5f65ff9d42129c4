import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App, Session, WebContents } from 'electron'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { guardDownloads } from '../../electron/shells/desktop/downloads'
import { menuTemplate } from '../../electron/shells/desktop/menu'
import { guardNavigation, isAllowedNavigation } from '../../electron/shells/desktop/navigation'
import { ExternalAddresses } from '../../electron/shells/desktop/open-external'
import { isAllowedPermission, refuseCredentials, restrictSession } from '../../electron/shells/desktop/permissions'
import { customSchemes } from '../../electron/shells/desktop/privileges'
import { rendererFiles } from '../../electron/shells/desktop/protocol'
import type { OfferedFile } from '../../electron/platform/files/workspace-files'
import { webPreferences, windowOptions } from '../../electron/shells/desktop/window'
import { contentSecurityPolicy } from '../../electron/bridge/pages/headers'
import * as electron from '../doubles/electron'

/** A double where the program takes Electron's own. */
const as = <T>(double: unknown): T => double as T

beforeEach(() => electron.resetElectron())

const options = (packaged: boolean) =>
  windowOptions({
    bounds: { x: 0, y: 0, width: 1440, height: 900 },
    dark: true,
    packaged,
    preload: '/out/preload/preload.cjs',
    title: 'MiniDesk',
  })

describe('what a page may', () => {
  it.each([true, false])('row 1: is isolated, without Node, in the sandbox (packaged: %s)', (packaged) => {
    expect(options(packaged).webPreferences).toMatchObject({
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      sandbox: true,
    })
  })

  it('row 15: has no webview tag', () => {
    expect(webPreferences(false, 'p')).not.toHaveProperty('webviewTag')
  })

  it('row 16: has no developer tools in a packaged program, neither in the page nor in the menu', () => {
    const nothing = () => undefined
    const rolesOf = (packaged: boolean) =>
      JSON.stringify(
        menuTemplate({
          text: (key) => key,
          system: 'linux',
          packaged,
          newWindow: nothing,
          about: nothing,
          openDataFolder: nothing,
          openLogFolder: nothing,
        }),
      )
    expect(options(true).webPreferences?.devTools).toBe(false)
    expect(options(false).webPreferences?.devTools).toBe(true)
    expect(rolesOf(true)).not.toMatch(/devtools/iu)
    expect(rolesOf(false)).toContain('toggleDevTools')
  })

  it('is hidden until it can be shown, in the colour of its theme, and never too small', () => {
    expect(options(true)).toMatchObject({ show: false, backgroundColor: '#14171c', minWidth: 1024, minHeight: 640 })
    const tokens = readFileSync('renderer/app/theme/tokens.css', 'utf8')
    expect(tokens).toContain('--md-page: #14171c')
    expect(tokens).toContain('--md-page: #f4f5f7')
  })
})

describe('the scheme', () => {
  it('row 6: is standard and secure, and never goes round the content security policy', () => {
    expect(customSchemes).toEqual([
      { scheme: 'minidesk', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ])
  })

  let home: string
  let get: (url: string, method?: string) => Promise<Response>
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'minidesk 页面 '))
    mkdirSync(join(home, 'renderer/assets'), { recursive: true })
    writeFileSync(join(home, 'renderer/index.html'), '<title>MiniDesk</title>')
    writeFileSync(join(home, 'renderer/assets/a b.js'), 'export {}')
    writeFileSync(join(home, 'renderer/assets/index.js.map'), '{}')
    writeFileSync(join(home, 'secret.html'), 'secret')
    mkdirSync(join(home, 'renderer-evil'))
    writeFileSync(join(home, 'renderer-evil/x.html'), 'secret')
    const answer = rendererFiles(join(home, 'renderer'))
    // Not a Request: its address would be put in order before the handler sees it.
    get = (url, method = 'GET') => answer(as<Request>({ url, method }))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  it.each(['minidesk://ui/index.html', 'minidesk://ui/', 'minidesk://ui', 'minidesk://ui/index.html?x=1#/today'])(
    'row 7: %s is the page',
    async (url) => {
      const answer = await get(url)
      expect(answer.status).toBe(200)
      expect(await answer.text()).toBe('<title>MiniDesk</title>')
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    },
  )

  it('shows a report behind a ticket without any right, once, and nothing that is to be saved', async () => {
    const files = new Map<string, OfferedFile>([
      ['report', { path: join(home, 'secret.html'), name: 'report.html', bytes: 6, temporary: false, disposition: 'sandboxed' }],
      ['saved', { path: join(home, 'secret.html'), name: 'saved.html', bytes: 6, temporary: false, disposition: 'attachment' }],
    ])
    const answer = rendererFiles(join(home, 'renderer'), (ticket) => {
      const file = files.get(ticket)
      files.delete(ticket)
      return file
    })
    const ask = (ticket: string) => answer(as<Request>({ url: `minidesk://ui/files/${ticket}`, method: 'GET' }))
    const shown = await ask('report')
    expect(await shown.text()).toBe('secret')
    expect(shown.headers.get('content-security-policy')).toMatch(/^sandbox allow-scripts; default-src 'none'/u)
    for (const ticket of ['report', 'saved', 'unknown', '..%2fsecret.html']) expect((await ask(ticket)).status).toBe(404)
  })

  it('row 7: a script keeps its type, and HEAD gives no body', async () => {
    const script = await get('minidesk://ui/assets/a%20b.js')
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    const head = await get('minidesk://ui/index.html', 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it.each([
    'minidesk://ui/../secret.html',
    'minidesk://ui/%2e%2e/secret.html',
    'minidesk://ui/..%2fsecret.html',
    'minidesk://ui/assets/..%2f..%2fsecret.html',
    'minidesk://ui/..%2frenderer-evil/x.html',
    'minidesk://ui/..%5csecret.html',
    'minidesk://ui/index.html%00.js',
    'minidesk://ui//etc/passwd',
    'minidesk://ui/%2fetc%2fpasswd',
    'minidesk://ui/C:/Windows/win.ini',
    'minidesk://ui/%E0%A4%A',
    'minidesk://ui/assets',
    'minidesk://ui/assets/index.js.map',
    'minidesk://ui/missing.html',
  ])('row 7: %s is 404', async (url) => {
    const answer = await get(url)
    expect(answer.status).toBe(404)
    expect(await answer.text()).toBe('')
  })

  it.each(['minidesk://other/', 'minidesk://ui.evil/', 'minidesk://ui:81/', 'minidesk://a@ui/', 'https://ui/', '', 'x'])(
    'row 6: another host (%s) is 400',
    async (url) => expect((await get(url)).status).toBe(400),
  )

  it('row 6: only reading is answered', async () => {
    expect((await get('minidesk://ui/index.html', 'POST')).status).toBe(405)
  })

  it.each(['minidesk://ui/index.html', 'minidesk://ui/missing.html', 'minidesk://other/'])(
    'row 4: %s carries the policy, the same as over HTTP',
    async (url) => {
      const { headers } = await get(url)
      expect(headers.get('content-security-policy')).toBe(contentSecurityPolicy)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('access-control-allow-origin')).toBeNull()
    },
  )

  it('row 4: the policy allows no script but our files', () => {
    expect(contentSecurityPolicy).toContain("script-src 'self';")
    expect(contentSecurityPolicy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/u)
  })
})

describe('where a page may go', () => {
  const ways: [string, boolean][] = [
    ['minidesk://ui/index.html', true],
    ['minidesk://ui/index.html#/links', true],
    ['https://x/?minidesk://ui', false],
    ['https://x/#minidesk://ui/', false],
    ['minidesk://ui.evil/', false],
    ['minidesk://evil@ui/', false],
    ['minidesk://ui@evil/', false],
    ['minidesk://ui:1/', false],
    ['minidesk:ui/index.html', false],
    ['minideskx://ui/', false],
    ['file:///etc/passwd', false],
    ['http://127.0.0.1:80/', false],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['blob:minidesk://ui/1', false],
    ['about:blank', false],
    ['', false],
    ['not an address', false],
  ]
  it.each(ways)('row 8: to %s: %s', (url, allowed) => {
    expect(isAllowedNavigation(url)).toBe(allowed)
    const contents = new electron.WebContents()
    guardNavigation(as<WebContents>(contents), new ExternalAddresses())
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'])
      expect(contents.happen(event, { url }).defaultPrevented, event).toBe(!allowed)
  })

  it('row 9: no second page, whatever its address; what may be opened outside is opened there', () => {
    const contents = new electron.WebContents()
    guardNavigation(as<WebContents>(contents), new ExternalAddresses())
    for (const [url] of ways) expect(contents.openWindow(url)).toEqual({ action: 'deny' })
    expect(contents.openWindow('https://pay.weixin.qq.com/')).toEqual({ action: 'deny' })
    expect(electron.argsOf('shell.openExternal').flat()).toContain('https://pay.weixin.qq.com/')
    for (const [url] of electron.argsOf('shell.openExternal')) expect(url).toMatch(/^https:/u)
  })

  it('row 15: a webview is not attached', () => {
    const contents = new electron.WebContents()
    guardNavigation(as<WebContents>(contents), new ExternalAddresses())
    expect(contents.happen('will-attach-webview').defaultPrevented).toBe(true)
  })
})

describe('addresses for the operating system', () => {
  const refused: unknown[] = [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://server/share',
    'ms-msdt:/id',
    'ms-settings:',
    'data:text/html,x',
    'vbscript:x',
    'minidesk://ui/',
    'weixin://dl/business/',
    'mailto:a@b.c',
    'http://example.com/',
    'http://127.0.0.1:4000/phone?scheme=x',
    'https://user:secret@example.com/',
    'https://user@example.com/',
    ' https://example.com/',
    'https://example.com/\n',
    'https:\t//example.com/',
    '//example.com',
    'C:\\Windows\\calc.exe',
    '',
    `https://example.com/${'a'.repeat(5000)}`,
    null,
    undefined,
    42,
    { href: 'https://example.com/' },
    ['https://example.com/'],
  ]
  it.each(refused)('row 10: %j is not opened', async (address) => {
    expect(await new ExternalAddresses().open(address)).toBe(false)
    expect(electron.argsOf('shell.openExternal')).toEqual([])
  })

  it('row 10: https is opened as it was parsed', async () => {
    expect(await new ExternalAddresses().open('https://pay.weixin.qq.com/指引?a=b')).toBe(true)
    expect(electron.argsOf('shell.openExternal')).toEqual([['https://pay.weixin.qq.com/%E6%8C%87%E5%BC%95?a=b']])
  })

  it('row 10: of http only the phone page of the practice sandbox, at the port that it has', () => {
    const addresses = new ExternalAddresses()
    addresses.allowPhonePage('http://127.0.0.1:4321/phone?scheme=x')
    expect(addresses.permitted('http://127.0.0.1:4321/phone?scheme=y')).toBe('http://127.0.0.1:4321/phone?scheme=y')
    for (const other of [
      'http://127.0.0.1:4322/phone',
      'http://127.0.0.1:4321/',
      'http://127.0.0.1:4321/phone/../rpc',
      'http://localhost:4321/phone',
      'http://a@127.0.0.1:4321/phone',
    ])
      expect(addresses.permitted(other), other).toBeUndefined()
    addresses.allowPhonePage('http://evil.test:4321/phone')
    addresses.allowPhonePage('http://127.0.0.1/phone')
    expect(addresses.permitted('http://evil.test:4321/phone')).toBeUndefined()
    expect(addresses.permitted('http://127.0.0.1/phone')).toBeUndefined()
  })

  it('says so where nothing can open it', async () => {
    electron.world.openExternalFails = true
    expect(await new ExternalAddresses().open('https://example.com/')).toBe(false)
  })
})

/** Every permission that Electron knows of, from its own types. */
function permissionNames(): string[] {
  const types = readFileSync('node_modules/electron/electron.d.ts', 'utf8')
  const signature = /setPermissionRequestHandler\(handler: \(\(webContents: WebContents, permission: ([^,]+),/u.exec(types)
  return [...(signature?.[1] ?? '').matchAll(/'([^']+)'/gu)].map(([, name = '']) => name)
}

describe('permissions', () => {
  it('row 11: Electron has the list that this is tried with', () => {
    expect(permissionNames().length).toBeGreaterThan(30)
    expect(permissionNames()).toContain('geolocation')
  })

  it.each([...permissionNames(), 'something-new'])('row 11: %s, by request and by check', (permission) => {
    restrictSession(as<Session>(electron.session.defaultSession))
    const { request, check } = electron.session.defaultSession.handlers
    const wanted = permission === 'clipboard-sanitized-write' || permission === 'notifications'
    const ask = (address: string) => {
      let answer: boolean | undefined
      const details = { requestingUrl: address, isMainFrame: true }
      request?.(as<WebContents>({}), as<'midi'>(permission), (granted) => (answer = granted), as(details))
      return [answer, check?.(null, as<'midi'>(permission), address, as({ isMainFrame: true }))]
    }
    expect(ask('minidesk://ui/')).toEqual([wanted, wanted])
    expect(ask('https://evil.test/')).toEqual([false, false])
    expect(isAllowedPermission(permission, undefined)).toBe(false)
  })

  it('row 12: no devices, no screen, no sign-in of the system user', () => {
    restrictSession(as<Session>(electron.session.defaultSession))
    const { device, display } = electron.session.defaultSession.handlers
    expect(device?.(as({ deviceType: 'usb', origin: 'minidesk://ui' }))).toBe(false)
    let streams: unknown = 'unasked'
    display?.(as({}), (answer) => (streams = answer))
    expect(streams).toBeNull()
    expect(electron.argsOf('session.allowNTLMCredentialsForDomains')).toEqual([['']])
  })

  it.each([
    ['select-client-certificate', 3],
    ['login', 3],
  ])('row 12: %s is answered with nothing', (event, between) => {
    refuseCredentials(as<App>(electron.app))
    let answer: unknown[] | undefined
    const gap = Array.from({ length: between }, () => ({}))
    const happened = electron.app.happen(event, {}, ...gap, (...given: unknown[]) => (answer = given))
    expect(happened.defaultPrevented).toBe(true)
    expect(answer).toEqual([])
  })
})

describe('downloads', () => {
  it.each([
    ['https://evil.test/a.exe', true],
    ['blob:https://evil.test/1', true],
    ['blob:minidesk://ui.evil/1', true],
    ['data:text/plain,x', true],
    ['minidesk://ui/index.html', true],
    ['blob:minidesk://ui/0a1b', false],
  ])('row 23: of %s, cancelled: %s', (url, cancelled) => {
    guardDownloads(as<Session>(electron.session.defaultSession), () => '/downloads')
    let asked: { defaultPath?: string } | undefined
    const item = {
      getURL: () => url,
      getFilename: () => '../../图表.png',
      setSaveDialogOptions: (given: { defaultPath?: string }) => (asked = given),
    }
    const event = electron.session.defaultSession.happen('will-download', {}, item)
    expect(event.defaultPrevented).toBe(cancelled)
    if (cancelled) expect(asked).toBeUndefined()
    else expect(asked?.defaultPath).toMatch(/^[/\\]downloads[/\\][^/\\]*图表\.png$/u)
  })
})
