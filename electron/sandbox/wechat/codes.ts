import { optionalBoolean, optionalString } from './body'
import { admit, type WechatCall } from './call'
import { codeBody, codeEnvVersion, codeStyle, codeWidth, refuseReserved, textField } from './code-fields'
import { codeImage, type CodeImage } from './code-image'
import { codeText } from './code-text'
import { WechatRefusal } from './refusal'
import type { SandboxApp } from './types'

/**
 * A: `POST /wxa/getwxacode` (wechat-links-qr §4.1). The page is not looked up: the page lists no code for it. Each call
 * counts, also a repeated one (uncertain).
 */
export function getCode(call: WechatCall): CodeImage {
  const { request } = call
  const app = admit(call)
  const body = codeBody(request, 40159)
  const path = checkCodePath(textField(body, 'path', 40159), 1024)
  const envVersion = codeEnvVersion(optionalString(body, 'env_version'))
  const width = codeWidth(body)
  const { asked, ...style } = codeStyle(body)
  const used = countLimited(call, app)
  const text = codeText({ shape: 'round', appId: app.appId, path, scene: undefined, envVersion })
  const comment = { interface: request.path, appid: app.appId, path, env_version: envVersion, width, ...asked, text }
  return codeImage({ shape: 'round', width, ...style, comment }, { 'Num-Used': String(used) })
}

/** C: `POST /cgi-bin/wxaapp/createwxaqrcode` (§4.1): a square code of the released version, always JPEG. */
export function createSquareCode(call: WechatCall): CodeImage {
  const { request } = call
  const app = admit(call)
  const body = codeBody(request, 40159)
  const path = checkCodePath(textField(body, 'path', 40159), 128)
  const width = codeWidth(body)
  countLimited(call, app)
  const text = codeText({ shape: 'square', appId: app.appId, path, scene: undefined, envVersion: 'release' })
  const comment = { interface: request.path, appid: app.appId, path, width, text }
  return codeImage({ shape: 'square', width, colour: [0, 0, 0], transparent: false, comment })
}

/** B: `POST /wxa/getwxacodeunlimit` (§4.1). Not counted, but at most 5,000 calls a minute, then 45009. */
export function getUnlimitedCode(call: WechatCall): CodeImage {
  const { request } = call
  const app = admit(call)
  const body = codeBody(request, 40169)
  const scene = checkScene(textField(body, 'scene', 40169))
  const page = optionalString(body, 'page') ?? ''
  const checkPath = optionalBoolean(body, 'check_path') ?? true
  const envVersion = codeEnvVersion(optionalString(body, 'env_version'))
  const width = codeWidth(body)
  const { asked, ...style } = codeStyle(body)
  refuseReserved(page, scene)
  if (page.startsWith('/') || /[?#&]/.test(page)) throw new WechatRefusal(41030)
  if (checkPath) requireReleasedPage(app, page)
  else countUnreleasedPage(call, app, page)
  const text = codeText({ shape: 'round', appId: app.appId, path: page, scene, envVersion })
  const comment = {
    interface: request.path,
    appid: app.appId,
    scene,
    page,
    check_path: checkPath,
    env_version: envVersion,
    width,
    ...asked,
    text,
  }
  return codeImage({ shape: 'round', width, ...style, comment })
}

/** Throws 40159 for a path that is missing, empty or too long, 85096 for the reserved name. */
function checkCodePath(path: string | undefined, maximum: number): string {
  if (!path || path.length > maximum) throw new WechatRefusal(40159)
  refuseReserved(path)
  return path
}

/** Throws 40169 for a scene that is missing, empty or too long, 40129 for a character outside the set (no `%`). */
function checkScene(scene: string | undefined): string {
  if (!scene || scene.length > 32) throw new WechatRefusal(40169)
  if (!/^[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+$/.test(scene)) throw new WechatRefusal(40129)
  return scene
}

/** The page, or without one the home page, must be part of the release (41030). */
function requireReleasedPage(app: SandboxApp, page: string): void {
  const pages = app.released ? app.releasedPages : []
  if (page === '' ? pages.length === 0 : !pages.includes(page)) throw new WechatRefusal(41030)
}

/** At most 60,000 different pages outside the release; which code is given beyond them is uncertain. */
function countUnreleasedPage({ world, now }: WechatCall, app: SandboxApp, page: string): void {
  if (page === '' || (app.released && app.releasedPages.includes(page))) return
  const { unreleasedPages } = world.life.of(app.appId, now)
  if (unreleasedPages.has(page)) return
  if (unreleasedPages.size >= world.limits.unreleasedPages) throw new WechatRefusal(45029)
  unreleasedPages.add(page)
  world.changed()
}

/** Counts a code of A or C; throws 45029 when both together have reached the limit. Gives the number used. */
function countLimited({ world, now, exhausted }: WechatCall, app: SandboxApp): number {
  const life = world.life.of(app.appId, now)
  if (exhausted.codes || life.limitedCodes >= world.limits.limitedCodes) throw new WechatRefusal(45029)
  life.limitedCodes += 1
  world.changed()
  return life.limitedCodes
}
