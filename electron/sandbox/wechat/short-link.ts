import { jsonBody, optionalBoolean, optionalString } from './body'
import { admit, type WechatCall } from './call'
import { queryFlaw } from './field-rules'
import { WechatRefusal } from './refusal'
import { isIndividual } from './rights'
import type { SandboxApp } from './types'

const pageUrlMaximum = 1024
const titleMaximum = 20
const lifetimeSeconds = 30 * 86_400

/** `POST /wxa/genwxashortlink` (wechat-links-qr §2.7). */
export function generateShortLink(call: WechatCall): { errcode: 0; errmsg: 'ok'; link: string } {
  const { world, request, now, exhausted } = call
  const app = admit(call)

  const body = jsonBody(request)
  const pageUrl = optionalString(body, 'page_url') ?? ''
  const pageTitle = optionalString(body, 'page_title') ?? ''
  const permanent = optionalBoolean(body, 'is_permanent') ?? false

  // Open to all mini programs but those of individuals; the old text admits three categories only (§2.7).
  if (isIndividual(app) || app.banned || app.shortLinkRight === false) throw new WechatRefusal(43104)
  checkPageUrl(app, pageUrl)
  const title = checkTitle(app, pageTitle)

  const { shortLinks } = world.usage.today(app.appId, now)
  if (exhausted.shortLinks || shortLinks >= world.limits.shortLinksPerDay) throw new WechatRefusal(45009)
  const { permanentShortLinks } = world.life.of(app.appId, now)
  if (permanent && (exhausted.permanentShortLinks || permanentShortLinks >= world.limits.permanentShortLinks)) {
    throw new WechatRefusal(85400)
  }

  const createTime = Math.floor(now / 1000)
  const expireTime = permanent ? 0 : createTime + lifetimeSeconds
  const { code } = world.issueShortLink({ appId: app.appId, pageUrl, title, createTime, expireTime }, now)
  // Without a title its place is left out (uncertain).
  const parts = [app.name, ...(title === '' ? [] : [title]), code]
  return { errcode: 0, errmsg: 'ok', link: `#小程序://${parts.join('/')}` }
}

/**
 * Throws 40066: missing or too long, a leading slash (§2.7, uncertain), a page outside the release, a query that no
 * link could carry (uncertain).
 */
function checkPageUrl(app: SandboxApp, pageUrl: string): void {
  const question = pageUrl.indexOf('?')
  const page = question < 0 ? pageUrl : pageUrl.slice(0, question)
  const query = question < 0 ? '' : pageUrl.slice(question + 1)
  if (pageUrl.length > pageUrlMaximum || queryFlaw(query, pageUrlMaximum)) throw new WechatRefusal(40066)
  if (!app.released || !app.releasedPages.includes(page)) throw new WechatRefusal(40066)
}

/** The title as it stands in the link: more than 20 characters are cut with `…`. Throws 40225. */
function checkTitle(app: SandboxApp, title: string): string {
  // What makes a title bad is not documented: signs that are no text and, in the stand-in, words set for it.
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(title)) throw new WechatRefusal(40225)
  if ((app.refusedTitleWords ?? []).some((word) => title.includes(word))) throw new WechatRefusal(40225)
  const characters = [...title]
  return characters.length > titleMaximum ? `${characters.slice(0, titleMaximum).join('')}…` : title
}
