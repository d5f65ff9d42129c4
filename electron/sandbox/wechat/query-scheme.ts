import { jsonBody, optionalNumber, optionalString } from './body'
import { admit, type WechatCall } from './call'
import { checkEnvVersion, checkPathForm, checkQuery, pageOf, pagesOf, queryLimits } from './field-rules'
import { WechatRefusal } from './refusal'
import { isIndividual } from './rights'
import { parseScheme, type ParsedScheme } from './scheme-syntax'
import type { EnvVersion, SandboxApp } from './types'

interface SchemeInfo {
  appid: string
  path: string
  query: string
  /** Both times are absent for a plain scheme. */
  create_time?: number
  expire_time?: number
  env_version: EnvVersion
}

type QueryAnswer = { errcode: 0; errmsg: 'ok' } & (
  | { scheme_info: SchemeInfo }
  | { quota_info: { remain_visit_quota: number } }
)

/**
 * `POST /wxa/queryscheme` (wechat-links-qr §2.3). A scheme that has run out is still described, with its past
 * `expire_time`; one of another mini program is 85403 (both uncertain).
 */
export function queryScheme(call: WechatCall): QueryAnswer {
  const { world, request, now } = call
  const app = admit(call)
  const body = jsonBody(request)
  const scheme = optionalString(body, 'scheme')
  const queryType = optionalNumber(body, 'query_type') ?? 0
  if (isIndividual(app)) throw new WechatRefusal(40002)
  if (queryType === 1) {
    const left = call.exhausted.openings ? 0 : world.openingsLeft(app.appId, now)
    return { errcode: 0, errmsg: 'ok', quota_info: { remain_visit_quota: left } }
  }
  if (queryType !== 0 || !scheme) throw new WechatRefusal(40097)
  return { errcode: 0, errmsg: 'ok', scheme_info: describe(call, app, parseScheme(scheme)) }
}

function describe({ world }: WechatCall, app: SandboxApp, scheme: ParsedScheme): SchemeInfo {
  // A bare page path was answered so in the field (uncertain).
  if (scheme.kind === 'pagePath') throw new WechatRefusal(85406)
  if (scheme.kind === 'unknown') throw new WechatRefusal(85403)
  if (scheme.kind === 'plain') return describePlain(app, scheme)

  const issued = world.schemes.get(scheme.ticket)
  if (!issued || issued.appId !== app.appId) throw new WechatRefusal(85403)
  let { query } = issued
  if (scheme.appended) {
    // The query of a scheme with `cq` is the decoded content of `cq` (§2.3).
    query = requireDecoded(scheme.appended.text)
    checkQuery(query, queryLimits.appended)
  }
  return {
    appid: issued.appId,
    path: issued.path,
    query,
    create_time: issued.createTime,
    expire_time: issued.expireTime,
    env_version: issued.envVersion,
  }
}

/**
 * Judges a plain scheme as a preflight check does: 85405 when the mini program declared nothing or was never released
 * (whatever the path, also without one), 40165 for a path that cannot be one, 40212, 85402, 85405 for a page that is
 * not declared, 40165 for a declared page that the version lacks (§2.3, §3.2; the order is not documented).
 */
function describePlain(app: SandboxApp, scheme: Extract<ParsedScheme, { kind: 'plain' }>): SchemeInfo {
  const { path } = scheme
  if (scheme.appId !== app.appId || !app.released || app.declaredPages.length === 0) throw new WechatRefusal(85405)
  if (!path) throw new WechatRefusal(40165)
  checkPathForm(path)
  const query = requireDecoded(scheme.query)
  checkQuery(query, queryLimits.plain)
  const envVersion = checkEnvVersion(scheme.envVersion)
  if (!app.declaredPages.includes(pageOf(path))) throw new WechatRefusal(85405)
  if (!pagesOf(app, envVersion).includes(pageOf(path))) throw new WechatRefusal(40165)
  return { appid: app.appId, path, query, env_version: envVersion }
}

function requireDecoded(text: string | undefined): string {
  if (text === undefined) throw new WechatRefusal(40212)
  return text
}
