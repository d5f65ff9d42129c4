import type { IdentityRecord } from '@shared/contract/identity-values'
import type { FaceReply } from '../../upstream/wechat'
import { textFor } from '../../platform/texts/texts'
import { codeMeaning } from './guide'
import type { StoredCode } from './repository'

type Locale = 'zh-CN' | 'en'
type Face = IdentityRecord['interface']

export const callOf: Record<Face, 'queryverifyinfo' | 'getinfo'> = { v2: 'queryverifyinfo', v1: 'getinfo' }
export const resultFieldOf: Record<Face, 'verify_ret' | 'identify_ret'> = { v2: 'verify_ret', v1: 'identify_ret' }

/** The codes of an answer, keyed by call and field: the same number means something else elsewhere. */
export function codesIn(face: Face, reply: FaceReply): StoredCode[] {
  return ['errcode', resultFieldOf[face]].flatMap((field) => {
    const code = reply[field]
    return code === undefined || !/^-?\d{1,12}$/u.test(String(code)) ? [] : [{ call: callOf[face], field, code: String(code) }]
  })
}

/** What a code means in plain words; one that nobody has written down is shown as it is, and counts as failed. */
export function meaningOf({ call, field, code }: StoredCode, locale: Locale): string {
  return codeMeaning({ call, field, code }, locale) ?? textFor(locale, 'identity.codes.unknown', { code })
}
