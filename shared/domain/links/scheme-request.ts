import { type Expiry, type ExpiryFields, expiryFields } from './expiry'
import type { EnvVersion } from './kinds'

/** Body of `POST /wxa/generatescheme` (wechat-links-qr §2.2). */
export type GenerateSchemeBody = {
  jump_wxa: { path?: string; query?: string; env_version: EnvVersion }
} & ExpiryFields

export interface SchemeRequestParts {
  /** As `checkPath` gives it; empty: the home page, and the field is left out. */
  path: string
  /** As `normaliseQuery` gives it; empty: the field is left out. */
  query: string
  envVersion: EnvVersion
  expiry: Expiry
}

/** The JSON object to send for checked parts, with only the fields that apply. */
export function buildGenerateSchemeBody({ path, query, envVersion, expiry }: SchemeRequestParts): GenerateSchemeBody {
  return {
    jump_wxa: {
      ...(path === '' ? {} : { path }),
      ...(query === '' ? {} : { query }),
      env_version: envVersion,
    },
    ...expiryFields(expiry),
  }
}
