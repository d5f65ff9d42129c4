import type { App } from '@shared/contract/apps'
import type { IdentifyReason } from '@shared/contract/link-identify'
import type { Link } from '@shared/contract/links'
import { ability, isLinkKind, pathIsDeclared, pathIsKnown } from '@shared/domain/links'
import { queryDoubts, type ReadNotice } from '@shared/domain/links/identify'

/** What is known of an identified link when the reasons are put together. */
export interface KnownLink {
  /** A kind of link, as far as text and record tell it. */
  kind: string
  app: App | undefined
  appId: string | undefined
  path: string | undefined
  query: string | undefined
  cq: string | undefined
  envVersion: string | undefined
  record: { link: Link; replaced: { version: number; current: number } | undefined } | undefined
  notices: readonly { code: ReadNotice; parameter: string }[]
}

const said = (
  severity: IdentifyReason['severity'],
  code: string,
  params: IdentifyReason['params'] = {},
): IdentifyReason => ({ code, params, severity })

/** Why a link may not open, worst first. */
export function whyNot(known: KnownLink): IdentifyReason[] {
  const order = ['error', 'warning', 'notice']
  return [...stateReasons(known), ...appReasons(known), ...pathReasons(known), ...versionReasons(known), ...queryReasons(known)].sort(
    (a, b) => order.indexOf(a.severity) - order.indexOf(b.severity),
  )
}

function stateReasons({ kind, record }: KnownLink): IdentifyReason[] {
  if (!record) return kind === 'encrypted_scheme' || kind === 'url_link' ? [said('warning', 'endUnknown')] : []
  const { link, replaced } = record
  return [
    ...(link.state === 'expired' && link.expiresAt !== undefined ? [said('error', 'expired', { at: link.expiresAt })] : []),
    ...(replaced ? [said('warning', 'replaced', replaced)] : []),
    ...(link.state === 'archived' ? [said('notice', 'archived')] : []),
  ]
}

function appReasons({ kind, app, appId, record }: KnownLink): IdentifyReason[] {
  if (!app) {
    if (appId !== undefined) return [said('warning', 'notOurs', { appId })]
    return record || (kind !== 'encrypted_scheme' && kind !== 'url_link' && kind !== 'short_link') ? [] : [said('notice', 'notRecorded')]
  }
  const reasons = app.archived ? [said('notice', 'appArchived', { name: app.name })] : []
  if (!isLinkKind(kind)) return reasons
  const rule = ability(kind, app.subjectType)
  if (rule.allowed) return reasons
  const allowed = app.overrides.some((one) => one.kind === kind)
  const code = rule.reasonCode === 'subjectIndividual' ? 'subjectIndividual' : 'subjectOverseas'
  return [...reasons, allowed ? said('notice', 'subjectOverridden') : said(rule.certain ? 'error' : 'warning', code, { asOf: rule.asOf })]
}

function pathReasons({ kind, app, path }: KnownLink): IdentifyReason[] {
  if (path === undefined) return kind === 'plain_scheme' ? [said('warning', 'pathMissing')] : []
  const reasons: IdentifyReason[] = []
  const bare = path.replace(/^\/+/u, '')
  if (bare !== path) reasons.push(said('warning', 'pathLeadingSlash', { path: bare }))
  if (bare.includes('?')) reasons.push(said('error', 'pathHasQuery'))
  const page = bare.split('?')[0] ?? ''
  if (/\.html?$/iu.test(page)) reasons.push(said('warning', 'pathHtml', { path: page.replace(/\.html?$/iu, '') }))
  if (!app) return reasons
  if (!pathIsKnown(page, app.pages)) reasons.push(said('warning', 'pageNotKnown', { path: page }))
  if (kind === 'plain_scheme' && !pathIsDeclared(page, app.declaredPages)) reasons.push(said('warning', 'pageNotDeclared', { path: page }))
  return reasons
}

function versionReasons({ envVersion }: KnownLink): IdentifyReason[] {
  return envVersion === 'trial' || envVersion === 'develop' ? [said('warning', envVersion)] : []
}

/** Odd forms that are read all the same, and parameters that arrive other than they were meant. */
function queryReasons({ query, cq, notices }: KnownLink): IdentifyReason[] {
  const harmless: readonly ReadNotice[] = ['notHttps', 'noScheme']
  return [
    ...notices.map(({ code, parameter }) => said(harmless.includes(code) ? 'notice' : 'warning', code, { parameter })),
    ...[query ?? '', cq ?? ''].flatMap((text) => queryDoubts(text).map(({ code, key }) => said('warning', code, { key }))),
    ...(cq !== undefined && (query ?? '') !== '' ? [said('notice', 'cqMerge')] : []),
  ]
}
