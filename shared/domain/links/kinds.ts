/** Kinds of link. They grow, so data holds them as strings; this list is the registry they are checked against. */
export const linkKinds = ['plain_scheme', 'encrypted_scheme'] as const
export type LinkKind = (typeof linkKinds)[number]

export function isLinkKind(text: string): text is LinkKind {
  return (linkKinds as readonly string[]).includes(text)
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
