import type { CustomScheme } from 'electron'
import { scheme } from './origin'

/**
 * What our scheme may: an origin of its own, a secure context, `fetch`, compiled scripts kept between starts
 * (architecture-anchors §4, row 6). The content security policy holds for it like for any page.
 */
export const customSchemes: CustomScheme[] = [
  { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
]
