import type { LinkOptionName } from './kinds'

export type IssueField = 'app' | 'path' | 'query' | 'envVersion' | 'expiry' | 'cq' | LinkOptionName

/** `error` stops the link, `warning` wants a look, `notice` says what was done to the input. */
export type IssueSeverity = 'error' | 'warning' | 'notice'

/**
 * Every issue code with the names of its parameters. The text of a code stands under `linkRules.issues.<code>` and
 * may use these parameters and no others.
 */
export const issueCodes = {
  kindUnknown: ['kind'],
  appIdMissing: [],
  appIdFormat: ['text'],
  appIdNotLower: ['lower'],
  appIdIsOriginalId: ['text'],
  originalIdMissing: [],
  originalIdFormat: ['text'],
  originalIdIsAppId: ['text'],
  subjectIndividual: ['factId', 'source', 'asOf'],
  subjectOverseas: ['factId', 'source', 'asOf'],
  subjectUnknown: ['subjectType'],
  subjectOverridden: ['factId', 'source', 'asOf'],

  pathRequired: [],
  pathHome: [],
  pathTrimmed: [],
  pathLeadingSlash: [],
  pathHasQuery: ['path', 'query'],
  pathHasFragment: ['path'],
  pathHasWhitespace: ['position'],
  pathHasControl: ['position', 'character'],
  pathNotText: [],
  pathReserved: ['name'],
  pathIsAddress: [],
  pathBackslash: ['suggestion'],
  pathTraversal: [],
  pathDoubleSlash: [],
  pathTrailingSlash: ['suggestion'],
  pathTooLong: ['length', 'max'],
  pathHtmlSuffix: ['suggestion'],
  pathUnusualCharacter: ['character'],
  pathNotKnown: ['path'],
  pathNotDeclared: ['path'],
  pathWithQueryTooLong: ['length', 'max'],

  queryTrimmed: [],
  queryLeadingMark: [],
  queryEmptyPair: [],
  queryAlreadyEncoded: ['count'],
  queryWholeEncoded: [],
  queryPercentEncoded: ['count'],
  queryNotText: [],
  queryNotUtf8: ['key'],
  queryKeyRepeated: ['key'],
  queryKeyEmpty: ['value'],
  queryKeyHasSpace: ['key'],
  queryPairWithoutEquals: ['text'],
  queryReserved: ['name'],
  queryTooLong: ['length', 'max'],
  queryPerhapsTooLong: ['length', 'max'],
  queryInvisibleCharacter: ['character', 'position'],
  queryFullWidthSign: ['sign', 'suggestion'],
  queryHtmlEntity: [],
  queryLooksLikePath: [],
  queryAddressCut: ['key'],

  sceneMissing: [],
  sceneTooLong: ['length', 'max'],
  scenePercent: [],
  sceneCharacter: ['character', 'position'],
  sceneTagLeftOut: ['tag'],

  cqTooLong: ['length', 'max'],
  cqPerhapsTooLong: ['length', 'max'],
  cqEmpty: [],
  cqPresent: [],
  cqNotForKind: [],
  cqKeyInQuery: ['key'],

  envVersionUnknown: ['text'],
  envVersionNotRelease: ['envVersion'],
  envVersionReleaseOnly: [],

  expiryMissing: ['maxDays'],
  expiryNotForPlain: [],
  expiryNotForKind: [],
  expiryDaysNotWhole: ['days', 'maxDays'],
  expiryDaysOutOfRange: ['days', 'maxDays'],
  expiryMomentInvalid: ['text'],
  expiryTooSoon: ['seconds'],
  expiryTooLate: ['maxDays'],

  optionNotForKind: [],
  titleCut: ['length', 'max'],
  titleHasControl: ['character'],
  permanentForLife: ['max'],
  modelIdMissing: [],
  deviceFieldFormat: ['text'],
  cloudBaseEnvMissing: [],
  cloudBaseDomain: ['text'],
  cloudBasePath: [],
  cloudBaseQueryTooLong: ['length', 'max'],
  cloudBaseAppId: ['text'],
  widthOutOfRange: ['min', 'max'],
  lineColorFormat: ['text'],
  lineColorUnused: [],
} as const satisfies Record<string, readonly string[]>

export type IssueCode = keyof typeof issueCodes
type ParamsOf<C extends IssueCode> = Record<(typeof issueCodes)[C][number], string | number>

/** One thing to say about one field. */
export interface LinkIssue {
  field: IssueField
  code: IssueCode
  params: Record<string, string | number>
  severity: IssueSeverity
}

/** Makes an issue; the compiler asks for exactly the parameters of its code. */
export function issue<C extends IssueCode>(
  severity: IssueSeverity,
  field: IssueField,
  code: C,
  ...[params]: (typeof issueCodes)[C] extends readonly [] ? [] : [ParamsOf<C>]
): LinkIssue {
  return { field, code, params: { ...params }, severity }
}

export function hasErrors(issues: readonly LinkIssue[]): boolean {
  return issues.some(({ severity }) => severity === 'error')
}

/** Names a character that cannot be seen: `U+200B`. */
export function codePointName(character: string): string {
  const point = character.codePointAt(0) ?? 0
  return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
}

/** Cuts operator input that is repeated inside a message. */
export function excerpt(text: string, max = 40): string {
  const characters = Array.from(text)
  return characters.length > max ? `${characters.slice(0, max).join('')}…` : text
}
