import { type Expiry, expiryFields } from './expiry'
import type { EnvVersion, LinkKind } from './kinds'
import type { LinkOptions } from './options'
import { buildGenerateSchemeBody, type GenerateSchemeBody } from './scheme-request'

/** A link's checked parts: what its request is built from. */
export interface LinkParts {
  /** As `checkPath` gives it. */
  path: string
  /** As `normaliseQuery` gives it; of an unlimited code its scene. */
  query: string
  envVersion: EnvVersion
  expiry?: Expiry | undefined
  /** As `checkOptions` gives them. */
  options: LinkOptions
}

/** Body of `POST /wxa/generate_urllink` (wechat-links-qr §2.5). */
export interface GenerateUrlLinkBody {
  path?: string
  query?: string
  env_version: EnvVersion
  expire_type: 0 | 1
  expire_time?: number
  expire_interval?: number
  cloud_base?: { env: string; domain?: string; path?: string; query?: string; resource_appid?: string }
}

/** Body of `POST /wxa/genwxashortlink` (§2.7). */
export interface GenerateShortLinkBody {
  page_url: string
  page_title?: string
  is_permanent: boolean
}

/** Body of `POST /wxa/generatenfcscheme` (§2.4). */
export interface GenerateNfcSchemeBody {
  jump_wxa: { path?: string; query?: string; env_version: EnvVersion }
  model_id: string
  sn?: string
}

interface CodeLooks {
  width?: number
  auto_color?: boolean
  line_color?: { r: number; g: number; b: number }
  is_hyaline?: boolean
}

/** Body of `POST /wxa/getwxacode` (§4.1). */
export type PathCodeBody = CodeLooks & { path: string; env_version: EnvVersion }
/** Body of `POST /wxa/getwxacodeunlimit` (§4.1). */
export type SceneCodeBody = CodeLooks & { scene: string; page?: string; env_version: EnvVersion; check_path?: boolean }
/** Body of `POST /cgi-bin/wxaapp/createwxaqrcode` (§4.1). */
export interface SquareCodeBody {
  path: string
  width?: number
}

/** What is sent for a kind: which interface, and its body. */
export type LinkCall =
  | { interface: 'generateScheme'; body: GenerateSchemeBody }
  | { interface: 'generateUrlLink'; body: GenerateUrlLinkBody }
  | { interface: 'generateShortLink'; body: GenerateShortLinkBody }
  | { interface: 'generateNfcScheme'; body: GenerateNfcSchemeBody }
  | { interface: 'pathCode'; body: PathCodeBody }
  | { interface: 'sceneCode'; body: SceneCodeBody }
  | { interface: 'squareCode'; body: SquareCodeBody }

/** The call that makes a link of checked parts; undefined for a kind that needs none, or whose expiry is missing. */
export function buildLinkCall(kind: LinkKind, parts: LinkParts): LinkCall | undefined {
  const { path, query, envVersion, expiry, options } = parts
  switch (kind) {
    case 'plain_scheme':
      return undefined
    case 'encrypted_scheme':
      return expiry && { interface: 'generateScheme', body: buildGenerateSchemeBody({ path, query, envVersion, expiry }) }
    case 'url_link':
      return expiry && { interface: 'generateUrlLink', body: urlLinkBody(parts, expiry) }
    case 'short_link':
      return { interface: 'generateShortLink', body: shortLinkBody(parts) }
    case 'nfc_scheme':
      return { interface: 'generateNfcScheme', body: nfcBody(parts) }
    case 'code_path':
      return { interface: 'pathCode', body: { path: pathWithQuery(path, query), env_version: envVersion, ...looks(options) } }
    case 'code_scene':
      return { interface: 'sceneCode', body: sceneBody(parts) }
    case 'code_square':
      return { interface: 'squareCode', body: { path: pathWithQuery(path, query), ...widthOf(options) } }
  }
}

/** Page and query as one address, as Short Links and the codes with a path take it. */
export function pathWithQuery(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`
}

function urlLinkBody({ path, query, envVersion, options }: LinkParts, expiry: Expiry): GenerateUrlLinkBody {
  const { expire_type, ...end } = expiryFields(expiry)
  const { cloudBase } = options
  const { is_expire: _sentForSchemesOnly, ...at } = end
  return {
    ...(path === '' ? {} : { path }),
    ...(query === '' ? {} : { query }),
    env_version: envVersion,
    expire_type,
    ...at,
    ...(cloudBase
      ? {
          cloud_base: {
            env: cloudBase.env,
            ...(cloudBase.domain === undefined ? {} : { domain: cloudBase.domain }),
            ...(cloudBase.path === undefined ? {} : { path: cloudBase.path }),
            ...(cloudBase.query === undefined ? {} : { query: cloudBase.query }),
            ...(cloudBase.resourceAppid === undefined ? {} : { resource_appid: cloudBase.resourceAppid }),
          },
        }
      : {}),
  }
}

function shortLinkBody({ path, query, options }: LinkParts): GenerateShortLinkBody {
  return {
    page_url: pathWithQuery(path, query),
    ...(options.title === undefined ? {} : { page_title: options.title }),
    is_permanent: options.permanent === true,
  }
}

function nfcBody({ path, query, envVersion, options }: LinkParts): GenerateNfcSchemeBody {
  return {
    jump_wxa: { ...(path === '' ? {} : { path }), ...(query === '' ? {} : { query }), env_version: envVersion },
    model_id: options.modelId ?? '',
    ...(options.sn === undefined ? {} : { sn: options.sn }),
  }
}

function sceneBody({ path, query, envVersion, options }: LinkParts): SceneCodeBody {
  return {
    scene: query,
    ...(path === '' ? {} : { page: path }),
    env_version: envVersion,
    ...(options.checkPath === false ? { check_path: false } : {}),
    ...looks(options),
  }
}

function widthOf({ width }: LinkOptions): { width?: number } {
  return width === undefined ? {} : { width }
}

function looks(options: LinkOptions): CodeLooks {
  const { autoColor, lineColor, hyaline } = options
  const channel = (at: number) => Number.parseInt((lineColor ?? '').slice(at, at + 2), 16)
  return {
    ...widthOf(options),
    ...(autoColor === true ? { auto_color: true } : {}),
    ...(lineColor === undefined ? {} : { auto_color: false, line_color: { r: channel(1), g: channel(3), b: channel(5) } }),
    ...(hyaline === true ? { is_hyaline: true } : {}),
  }
}
