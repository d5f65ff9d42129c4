/** Kinds of link. They grow, so data holds them as strings; this list is the registry they are checked against. */
export const linkKinds = [
  'plain_scheme',
  'encrypted_scheme',
  'url_link',
  'short_link',
  'nfc_scheme',
  'code_scene',
  'code_path',
  'code_square',
] as const
export type LinkKind = (typeof linkKinds)[number]

export function isLinkKind(text: string): text is LinkKind {
  return (linkKinds as readonly string[]).includes(text)
}

/** What of a mini program's allowance one call uses up; the period it is counted in stands beside it. */
export const linkCounters = ['generated', 'shortLinks', 'permanentShortLinks', 'nfcSchemes', 'limitedCodes'] as const
export type LinkCounter = (typeof linkCounters)[number]

/** `day`: the calendar day in Beijing (that it is one is uncertain, wechat-links-qr §8.3); `life`: for good. */
export type CounterPeriod = 'day' | 'life'

export const counterPeriods: Readonly<Record<LinkCounter, CounterPeriod>> = {
  generated: 'day',
  shortLinks: 'day',
  permanentShortLinks: 'life',
  nfcSchemes: 'life',
  limitedCodes: 'life',
}

/** What distinguishes a kind from the others; whatever is decided by kind asks here. */
export interface LinkKindTraits {
  /** False: put together from text, without asking WeChat. */
  readonly call: boolean
  /** `text`: something that is copied; `image`: a picture that WeChat draws. */
  readonly product: 'text' | 'image'
  /** `asked`: an end must be given; `fixed`: WeChat sets it (30 days) unless the link is permanent; `none`: never ends. */
  readonly expiry: 'asked' | 'fixed' | 'none'
  /** `query`: `k=v&k2=v2`; `scene`: at most 32 characters that arrive as `scene`. */
  readonly parameters: 'query' | 'scene'
  /** How an extra query is appended to the finished link (wechat-links-qr §2.9); null: it cannot be. */
  readonly cq: '&cq=' | '?cq=' | null
  /** Whether `env_version` can be chosen. */
  readonly envVersion: boolean
  /** False: an empty path opens the home page. */
  readonly pathRequired: boolean
  /** Whether asking twice does no harm: nothing is used up by it. */
  readonly repeatable: boolean
  /** Options that count for this kind; the others are left out with a notice. */
  readonly options: readonly LinkOptionName[]
}

/** What only some kinds ask for. */
export const linkOptionNames = [
  'title',
  'permanent',
  'modelId',
  'sn',
  'cloudBase',
  'width',
  'autoColor',
  'lineColor',
  'hyaline',
  'checkPath',
] as const
export type LinkOptionName = (typeof linkOptionNames)[number]

const text = { product: 'text', parameters: 'query', envVersion: true, pathRequired: false, repeatable: false, options: [] } as const
const image = { call: true, product: 'image', expiry: 'none', cq: null } as const
const round = ['width', 'autoColor', 'lineColor', 'hyaline'] as const

/** Source: wechat-links-qr §2.1, §2.4, §2.7, §2.9, §4.1. */
export const linkKindTraits: Readonly<Record<LinkKind, LinkKindTraits>> = {
  plain_scheme: { ...text, call: false, expiry: 'none', cq: null, pathRequired: true, repeatable: true },
  encrypted_scheme: { ...text, call: true, expiry: 'asked', cq: '&cq=' },
  url_link: { ...text, call: true, expiry: 'asked', cq: '?cq=', options: ['cloudBase'] },
  short_link: {
    ...text,
    call: true,
    expiry: 'fixed',
    cq: null,
    envVersion: false,
    pathRequired: true,
    options: ['title', 'permanent'],
  },
  nfc_scheme: { ...text, call: true, expiry: 'none', cq: null, options: ['modelId', 'sn'] },
  /** `getwxacodeunlimit`: round, as many as one likes. */
  code_scene: {
    ...image,
    parameters: 'scene',
    envVersion: true,
    pathRequired: false,
    repeatable: true,
    options: [...round, 'checkPath'],
  },
  /** `getwxacode`: round, 100,000 for life together with the square one. */
  code_path: { ...image, parameters: 'query', envVersion: true, pathRequired: true, repeatable: false, options: round },
  /** `createwxaqrcode`: square, released version only. */
  code_square: {
    ...image,
    parameters: 'query',
    envVersion: false,
    pathRequired: true,
    repeatable: false,
    options: ['width'],
  },
}

/** What a call of this kind is counted against; a permanent Short Link counts against both of its allowances. */
export function countersOf(kind: LinkKind, options: { permanent?: boolean | undefined } = {}): readonly LinkCounter[] {
  switch (kind) {
    case 'encrypted_scheme':
    case 'url_link':
      return ['generated']
    case 'short_link':
      return options.permanent === true ? ['shortLinks', 'permanentShortLinks'] : ['shortLinks']
    case 'nfc_scheme':
      return ['nfcSchemes']
    case 'code_path':
    case 'code_square':
      return ['limitedCodes']
    case 'plain_scheme':
    case 'code_scene':
      return []
  }
}

/** Who owns a mini program, as far as it decides what the account may do. */
export const subjectTypes = [
  'company_domestic',
  'individual_domestic',
  'company_overseas',
  'individual_overseas',
] as const
export type SubjectType = (typeof subjectTypes)[number]

export function isSubjectType(text: string): text is SubjectType {
  return (subjectTypes as readonly string[]).includes(text)
}

/** Version of the mini program that opens; effective only outside WeChat (wechat-links-qr §2.2). */
export const envVersions = ['release', 'trial', 'develop'] as const
export type EnvVersion = (typeof envVersions)[number]

export function isEnvVersion(text: string): text is EnvVersion {
  return (envVersions as readonly string[]).includes(text)
}
