export { type Ability, ability, type AbilityReason, abilityReasons, abilityRules } from './abilities'
export { checkAppId, checkOriginalId, type IdCheck } from './app-id'
export { checkLink, linkEnd, type LinkApp, type LinkCheck, type LinkInput, type ReadyLink } from './check-link'
export { type AppendedQuery, appendCq, readCq } from './cq'
export { checkExpiry, expiresAt, type Expiry, type ExpiryFields, expiryFields } from './expiry'
export { hasErrors, type IssueCode, issueCodes, type IssueField, type IssueSeverity, type LinkIssue } from './issue'
export {
  type CounterPeriod,
  counterPeriods,
  countersOf,
  type EnvVersion,
  envVersions,
  isEnvVersion,
  isLinkKind,
  isSubjectType,
  type LinkCounter,
  linkCounters,
  type LinkKind,
  linkKinds,
  type LinkKindTraits,
  linkKindTraits,
  type LinkOptionName,
  linkOptionNames,
  type SubjectType,
  subjectTypes,
} from './kinds'
export {
  defaultLinkLimits,
  defaultLinkLimitValues,
  type LimitRecord,
  type LimitUnit,
  type LinkLimitKey,
  linkLimitKeys,
  type LinkLimits,
  type LinkLimitValues,
  linkLimitValues,
} from './limits'
export {
  buildLinkCall,
  type GenerateNfcSchemeBody,
  type GenerateShortLinkBody,
  type GenerateUrlLinkBody,
  type LinkCall,
  type LinkParts,
  type PathCodeBody,
  pathWithQuery,
  type SceneCodeBody,
  type SquareCodeBody,
} from './link-bodies'
export { checkOptions, type CloudBase, type LinkOptions, type OptionsCheck } from './options'
export {
  type ParsedScheme,
  parseScheme,
  type SchemeNotice,
  schemeNotices,
  type SchemeProblem,
  schemeProblems,
  type SchemeResult,
} from './parse-scheme'
export { checkPath, type PathCheck, pathIsDeclared, pathIsKnown, reservedName } from './path'
export { buildPlainScheme, type PlainSchemeParts } from './plain-scheme'
export { normaliseQuery, type QueryCheck, type QueryOptions, withDefaultTag, withoutKeysOf, withTag } from './query'
export { onLoadReceives, type ReceivedParameter } from './received'
export { checkScene, sceneWithTag } from './scene'
export { buildGenerateSchemeBody, type GenerateSchemeBody, type SchemeRequestParts } from './scheme-request'
