import { type Instant, instantToMs, msToInstant } from '../days'
import { ability } from './abilities'
import { checkAppId } from './app-id'
import { checkExpiry, type Expiry, expiresAt } from './expiry'
import { excerpt, hasErrors, issue, type LinkIssue } from './issue'
import { type EnvVersion, isEnvVersion, isLinkKind, type LinkKind, linkKindTraits } from './kinds'
import { defaultLinkLimitValues, type LinkLimitValues } from './limits'
import { buildLinkCall, type LinkCall, type LinkParts, pathWithQuery } from './link-bodies'
import { checkOptions, type LinkOptions } from './options'
import { parseScheme } from './parse-scheme'
import { checkPath, pathIsDeclared, pathIsKnown } from './path'
import { buildPlainScheme } from './plain-scheme'
import { normaliseQuery } from './query'
import { onLoadReceives, type ReceivedParameter } from './received'
import { checkScene } from './scene'

/** What the rules need to know of a mini program. */
export interface LinkApp {
  appId: string
  subjectType: string
  /** Pages of the released version; empty: not known. */
  pages: readonly string[]
  /** Pages declared in the console for plain schemes. */
  declaredPages: readonly string[]
  /** Kinds that an administrator allowed against the rule, with evidence. */
  overrides: readonly string[]
}

/** One link as typed, in a form, a row of a sheet or a call. */
export interface LinkInput {
  kind: string
  app: LinkApp
  path: string
  /** `k=v&k2=v2`; of an unlimited code its scene. */
  query: string
  /** Empty: the released version. */
  envVersion: string
  expiry?: Expiry | undefined
  options?: LinkOptions | undefined
}

/** A link that can be made: its final parts, and what follows from them. */
export interface ReadyLink {
  path: string
  query: string
  envVersion: EnvVersion
  /** The options that count for the kind, in their final form. */
  options: LinkOptions
  /** Plain scheme only: the link itself. */
  scheme?: string
  /** Of every other kind: what to send to its interface. */
  body?: LinkCall['body']
  /** Of a kind that ends. */
  expiresAt?: Instant
  /** What the page's `onLoad` will receive. */
  onLoad: ReceivedParameter[]
}

export interface LinkCheck {
  issues: LinkIssue[]
  /** There when no issue is an error. */
  ready?: ReadyLink
}

/**
 * The one check of a link for form, batch and service: says everything at once that is wrong or worth knowing, and
 * gives the link's final parts where nothing stands against it. Never throws. `now` is the clock's instant.
 */
export function checkLink(
  input: LinkInput,
  now: Instant,
  limits: LinkLimitValues = defaultLinkLimitValues,
): LinkCheck {
  const { kind, app } = input
  if (!isLinkKind(kind)) return { issues: [issue('error', 'app', 'kindUnknown', { kind: excerpt(kind) })] }

  const appId = checkAppId(app.appId)
  const path = checkPath(input.path, kind, limits)
  const traits = linkKindTraits[kind]
  const query =
    traits.parameters === 'scene' ? checkScene(input.query, limits) : normaliseQuery(input.query, { kind, limits })
  const envVersion = input.envVersion.trim() || 'release'
  const options = checkOptions(input.options ?? {}, kind, limits)
  const issues = [
    ...(appId.ok ? [] : [appId.issue]),
    ...subjectIssues(kind, app),
    ...path.issues,
    ...(hasErrors(path.issues) ? [] : pageIssues(path.path, kind, app)),
    ...query.issues,
    ...(hasErrors([...path.issues, ...query.issues]) ? [] : lengthWithQuery(path.path, query.query, kind, limits)),
    ...envVersionIssues(envVersion, kind),
    ...expiryIssues(input, kind, now, limits),
    ...options.issues,
  ]
  if (hasErrors(issues) || !appId.ok || !isEnvVersion(envVersion)) return { issues }

  const parts = { path: path.path, query: query.query, envVersion, options: options.options, expiry: input.expiry }
  if (kind === 'plain_scheme') return { issues, ready: readyPlain(appId.id, parts) }
  const ready = readyCalled(kind, parts, now, limits)
  return ready ? { issues, ready } : { issues }
}

/** The preview is read back from the finished link, so it shows what really arrives. */
function readyPlain(appId: string, { path, query, envVersion, options }: LinkParts): ReadyLink {
  const parts = { path, query, envVersion }
  const scheme = buildPlainScheme({ appId, ...parts })
  const read = parseScheme(scheme)
  const arriving = read.ok && read.scheme.kind === 'plain' ? (read.scheme.query ?? '') : ''
  return { ...parts, options, scheme, onLoad: onLoadReceives(arriving) }
}

function readyCalled(kind: LinkKind, parts: LinkParts, now: Instant, limits: LinkLimitValues): ReadyLink | undefined {
  const { path, query, envVersion, options } = parts
  const call = buildLinkCall(kind, parts)
  if (!call) return undefined
  const end = linkEnd(kind, parts, now, limits)
  return {
    path,
    query,
    envVersion,
    options,
    body: call.body,
    ...(end === undefined ? {} : { expiresAt: end }),
    // A scene arrives encoded, as one parameter (§4.1).
    onLoad: onLoadReceives(linkKindTraits[kind].parameters === 'scene' ? `scene=${encodeURIComponent(query)}` : query),
  }
}

/** When a link that is made now ends; undefined where it does not. The platform's own answer is the authority. */
export function linkEnd(
  kind: LinkKind,
  { expiry, options }: Pick<LinkParts, 'expiry' | 'options'>,
  now: Instant,
  limits: LinkLimitValues = defaultLinkLimitValues,
): Instant | undefined {
  const traits = linkKindTraits[kind]
  if (traits.expiry === 'asked') return expiry && expiresAt(expiry, now)
  if (traits.expiry === 'none' || options.permanent === true) return undefined
  return msToInstant((instantToMs(now) ?? Number.NaN) + limits.shortLinkDays * 86_400_000)
}

/** Short Links and the codes with a path have one limit for the page with its query (§2.7, §4.1). */
function lengthWithQuery(path: string, query: string, kind: LinkKind, limits: LinkLimitValues): LinkIssue[] {
  const maxima: Partial<Record<LinkKind, number>> = {
    short_link: limits.shortLinkPageMax,
    code_path: limits.codePathMax,
    code_square: limits.squarePathMax,
  }
  const max = maxima[kind]
  const { length } = pathWithQuery(path, query)
  return max === undefined || length <= max ? [] : [issue('error', 'path', 'pathWithQueryTooLong', { length, max })]
}

function subjectIssues(kind: LinkKind, app: LinkApp): LinkIssue[] {
  const { allowed, reasonCode, factId, source, asOf } = ability(kind, app.subjectType)
  if (allowed) return []
  const fact = { factId, source, asOf }
  if (reasonCode !== 'subjectIndividual' && reasonCode !== 'subjectOverseas') {
    return [issue('error', 'app', 'subjectUnknown', { subjectType: excerpt(app.subjectType) })]
  }
  return app.overrides.includes(kind)
    ? [issue('warning', 'app', 'subjectOverridden', fact)]
    : [issue('error', 'app', reasonCode, fact)]
}

function pageIssues(path: string, kind: LinkKind, app: LinkApp): LinkIssue[] {
  const issues: LinkIssue[] = []
  if (!pathIsKnown(path, app.pages)) issues.push(issue('warning', 'path', 'pathNotKnown', { path: excerpt(path) }))
  if (kind === 'plain_scheme' && !pathIsDeclared(path, app.declaredPages)) {
    issues.push(issue('warning', 'path', 'pathNotDeclared', { path: excerpt(path) }))
  }
  return issues
}

function envVersionIssues(envVersion: string, kind: LinkKind): LinkIssue[] {
  if (!isEnvVersion(envVersion)) {
    return [issue('error', 'envVersion', 'envVersionUnknown', { text: excerpt(envVersion) })]
  }
  if (envVersion === 'release') return []
  return linkKindTraits[kind].envVersion
    ? [issue('warning', 'envVersion', 'envVersionNotRelease', { envVersion })]
    : [issue('error', 'envVersion', 'envVersionReleaseOnly')]
}

function expiryIssues({ expiry }: LinkInput, kind: LinkKind, now: Instant, limits: LinkLimitValues): LinkIssue[] {
  if (linkKindTraits[kind].expiry !== 'asked') {
    if (expiry === undefined) return []
    return [issue('notice', 'expiry', kind === 'plain_scheme' ? 'expiryNotForPlain' : 'expiryNotForKind')]
  }
  return expiry === undefined
    ? [issue('error', 'expiry', 'expiryMissing', { maxDays: limits.expiryMaxDays })]
    : checkExpiry(expiry, now, limits)
}
