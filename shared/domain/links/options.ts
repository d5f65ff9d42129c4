import { checkAppId } from './app-id'
import { codePointName, excerpt, issue, type LinkIssue } from './issue'
import { type LinkKind, linkKindTraits, type LinkOptionName, linkOptionNames } from './kinds'
import type { LinkLimitValues } from './limits'
import { bareQuery, encodeOnce } from './query-text'

/** Landing page of a URL Link on cloud static hosting (wechat-links-qr §2.5). */
export interface CloudBase {
  env: string
  domain?: string | undefined
  path?: string | undefined
  query?: string | undefined
  resourceAppid?: string | undefined
}

/** What only some kinds ask for. Absent: the platform's default. */
export interface LinkOptions {
  title?: string | undefined
  permanent?: boolean | undefined
  modelId?: string | undefined
  sn?: string | undefined
  cloudBase?: CloudBase | undefined
  width?: number | undefined
  autoColor?: boolean | undefined
  lineColor?: string | undefined
  hyaline?: boolean | undefined
  checkPath?: boolean | undefined
}

export interface OptionsCheck {
  /** What counts for the kind, in its final form, in a fixed order. Usable when no issue is an error. */
  options: LinkOptions
  issues: LinkIssue[]
}

/**
 * Checks the options of a link. What does not belong to the kind is left out with a notice, as an expiry of a plain
 * scheme is: a column or a template may serve several kinds.
 */
export function checkOptions(given: LinkOptions, kind: LinkKind, limits: LinkLimitValues): OptionsCheck {
  const counting = linkKindTraits[kind].options
  const issues: LinkIssue[] = []
  const options: LinkOptions = {}
  for (const name of linkOptionNames) {
    const empty = given[name] === undefined || given[name] === ''
    if (counting.includes(name)) issues.push(...checks[name](given, options, limits, empty))
    else if (!empty && given[name] !== false) issues.push(issue('notice', name, 'optionNotForKind'))
  }
  return { options, issues }
}

type Check = (given: LinkOptions, options: LinkOptions, limits: LinkLimitValues, empty: boolean) => LinkIssue[]

/** Each takes over its option in its final form and says what is wrong with it. */
const checks: Record<LinkOptionName, Check> = {
  title: (given, options, limits) => {
    const title = (given.title ?? '').trim()
    if (title === '') return []
    options.title = title
    const control = /[\p{Cc}\p{Cs}]/u.exec(title)
    if (control) return [issue('error', 'title', 'titleHasControl', { character: codePointName(control[0]) })]
    const length = [...title].length
    const max = limits.shortLinkTitleMax
    return length > max ? [issue('warning', 'title', 'titleCut', { length, max })] : []
  },
  permanent: ({ permanent }, options, limits) => {
    if (permanent !== true) return []
    options.permanent = true
    return [issue('notice', 'permanent', 'permanentForLife', { max: limits.permanentShortLinks })]
  },
  modelId: ({ modelId = '' }, options) => {
    options.modelId = modelId.trim()
    if (options.modelId === '') return [issue('error', 'modelId', 'modelIdMissing')]
    return deviceIssues('modelId', options.modelId)
  },
  sn: ({ sn = '' }, options) => {
    if (sn.trim() === '') return []
    options.sn = sn.trim()
    return deviceIssues('sn', options.sn)
  },
  cloudBase: ({ cloudBase }, options, limits) => {
    if (!cloudBase) return []
    const checked = checkCloudBase(cloudBase, limits)
    options.cloudBase = checked.cloudBase
    return checked.issues
  },
  width: ({ width }, options, limits) => {
    if (width === undefined) return []
    options.width = width
    const { codeWidthMin: min, codeWidthMax: max } = limits
    const fits = Number.isInteger(width) && width >= min && width <= max
    return fits ? [] : [issue('error', 'width', 'widthOutOfRange', { min, max })]
  },
  autoColor: ({ autoColor }, options) => {
    if (autoColor === true) options.autoColor = true
    return []
  },
  lineColor: ({ lineColor = '', autoColor }, options, _limits, empty) => {
    if (empty) return []
    // WeChat picks the colour then and does not look at this one (§4.1).
    if (autoColor === true) return [issue('notice', 'lineColor', 'lineColorUnused')]
    options.lineColor = lineColor.trim().toLowerCase()
    if (/^#[0-9a-f]{6}$/.test(options.lineColor)) return []
    return [issue('error', 'lineColor', 'lineColorFormat', { text: excerpt(lineColor) })]
  },
  hyaline: ({ hyaline }, options) => {
    if (hyaline === true) options.hyaline = true
    return []
  },
  checkPath: ({ checkPath }, options) => {
    // WeChat checks unless it is told not to.
    if (checkPath === false) options.checkPath = false
    return []
  },
}

function deviceIssues(field: 'modelId' | 'sn', text: string): LinkIssue[] {
  return /^[\x21-\x7e]+$/.test(text) ? [] : [issue('error', field, 'deviceFieldFormat', { text: excerpt(text) })]
}

const hostForm = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/i

function checkCloudBase(given: CloudBase, limits: LinkLimitValues): { cloudBase: CloudBase; issues: LinkIssue[] } {
  const issues: LinkIssue[] = []
  const env = given.env.trim()
  const domain = (given.domain ?? '').trim()
  const typedPath = (given.path ?? '').trim()
  const path = typedPath === '' || typedPath.startsWith('/') ? typedPath : `/${typedPath}`
  const query = encodeOnce(bareQuery(given.query ?? '').text).text
  const resourceAppid = (given.resourceAppid ?? '').trim()
  if (env === '') issues.push(issue('error', 'cloudBase', 'cloudBaseEnvMissing'))
  if (domain !== '' && !hostForm.test(domain)) {
    issues.push(issue('error', 'cloudBase', 'cloudBaseDomain', { text: excerpt(domain) }))
  }
  if (/[?#\s]/u.test(path)) issues.push(issue('error', 'cloudBase', 'cloudBasePath'))
  if (query.length > limits.queryMaxEncrypted) {
    issues.push(issue('error', 'cloudBase', 'cloudBaseQueryTooLong', { length: query.length, max: limits.queryMaxEncrypted }))
  }
  if (resourceAppid !== '' && !checkAppId(resourceAppid).ok) {
    issues.push(issue('error', 'cloudBase', 'cloudBaseAppId', { text: excerpt(resourceAppid) }))
  }
  const cloudBase: CloudBase = {
    env,
    ...(domain === '' ? {} : { domain }),
    ...(path === '' ? {} : { path }),
    ...(query === '' ? {} : { query }),
    ...(resourceAppid === '' ? {} : { resourceAppid }),
  }
  return { cloudBase, issues }
}
