import type { Instant } from '../days'
import { ability } from './abilities'
import { checkAppId } from './app-id'
import { checkExpiry, type Expiry, expiresAt } from './expiry'
import { excerpt, hasErrors, issue, type LinkIssue } from './issue'
import { type EnvVersion, isEnvVersion, isLinkKind, type LinkKind } from './kinds'
import { defaultLinkLimitValues, type LinkLimitValues } from './limits'
import { parseScheme } from './parse-scheme'
import { checkPath, pathIsDeclared, pathIsKnown } from './path'
import { buildPlainScheme } from './plain-scheme'
import { normaliseQuery } from './query'
import { onLoadReceives, type ReceivedParameter } from './received'
import { buildGenerateSchemeBody, type GenerateSchemeBody } from './scheme-request'

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
  query: string
  /** Empty: the released version. */
  envVersion: string
  expiry?: Expiry | undefined
}

/** A link that can be made: its final parts, and what follows from them. */
export interface ReadyLink {
  path: string
  query: string
  envVersion: EnvVersion
  /** Plain scheme only: the link itself. */
  scheme?: string
  /** Encrypted scheme only: what to send to `generatescheme`. */
  body?: GenerateSchemeBody
  /** Encrypted scheme only. */
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
  const query = normaliseQuery(input.query, { kind, limits })
  const envVersion = input.envVersion.trim() || 'release'
  const issues = [
    ...(appId.ok ? [] : [appId.issue]),
    ...subjectIssues(kind, app),
    ...path.issues,
    ...(hasErrors(path.issues) ? [] : pageIssues(path.path, kind, app)),
    ...query.issues,
    ...envVersionIssues(envVersion),
    ...expiryIssues(input, now, limits),
  ]
  if (hasErrors(issues) || !appId.ok || !isEnvVersion(envVersion)) return { issues }

  const parts = { path: path.path, query: query.query, envVersion }
  if (kind === 'plain_scheme') return { issues, ready: readyPlain(appId.id, parts) }
  return input.expiry === undefined ? { issues } : { issues, ready: readyEncrypted(parts, input.expiry, now) }
}

type Parts = Pick<ReadyLink, 'path' | 'query' | 'envVersion'>

/** The preview is read back from the finished link, so it shows what really arrives. */
function readyPlain(appId: string, parts: Parts): ReadyLink {
  const scheme = buildPlainScheme({ appId, ...parts })
  const read = parseScheme(scheme)
  const arriving = read.ok && read.scheme.kind === 'plain' ? (read.scheme.query ?? '') : ''
  return { ...parts, scheme, onLoad: onLoadReceives(arriving) }
}

function readyEncrypted(parts: Parts, expiry: Expiry, now: Instant): ReadyLink {
  const end = expiresAt(expiry, now)
  return {
    ...parts,
    body: buildGenerateSchemeBody({ ...parts, expiry }),
    ...(end === undefined ? {} : { expiresAt: end }),
    onLoad: onLoadReceives(parts.query),
  }
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

function envVersionIssues(envVersion: string): LinkIssue[] {
  if (!isEnvVersion(envVersion)) {
    return [issue('error', 'envVersion', 'envVersionUnknown', { text: excerpt(envVersion) })]
  }
  return envVersion === 'release' ? [] : [issue('warning', 'envVersion', 'envVersionNotRelease', { envVersion })]
}

function expiryIssues({ kind, expiry }: LinkInput, now: Instant, limits: LinkLimitValues): LinkIssue[] {
  if (kind === 'plain_scheme') return expiry === undefined ? [] : [issue('notice', 'expiry', 'expiryNotForPlain')]
  return expiry === undefined
    ? [issue('error', 'expiry', 'expiryMissing', { maxDays: limits.expiryMaxDays })]
    : checkExpiry(expiry, now, limits)
}
