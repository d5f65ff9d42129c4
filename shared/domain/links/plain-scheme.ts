import type { EnvVersion } from './kinds'

export interface PlainSchemeParts {
  appId: string
  /** As {@link checkPath} gives it: no query, no leading slash. */
  path: string
  /** As {@link normaliseQuery} gives it: encoded once. Empty: the parameter is left out. */
  query: string
  envVersion: EnvVersion
}

/**
 * Writes a plain scheme (wechat-links-qr §3.1). The whole query is encoded once more into its one parameter.
 * `env_version` is always written: the documented form has it, and a link then says itself what it opens.
 */
export function buildPlainScheme({ appId, path, query, envVersion }: PlainSchemeParts): string {
  const parameters = [
    `appid=${encode(appId)}`,
    // A slash needs no encoding inside a query, and no scheme in the field encodes it.
    `path=${path.split('/').map(encode).join('/')}`,
    ...(query === '' ? [] : [`query=${encode(query)}`]),
    `env_version=${envVersion}`,
  ]
  return `weixin://dl/business/?${parameters.join('&')}`
}

/** Half a surrogate pair makes `encodeURIComponent` throw; the checks refuse it before, this keeps the promise. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
