import { reactive } from 'vue'
import type { CommandInput } from '@shared/contract'

/** What was issued for the record, as far as it is known. */
export interface ExpectedDraft {
  openid: string
  userIdKey: string
  verifyId: string
  outSeqNo: string
  /** As the date picker gives it; `null` once it was cleared. */
  issuedAt: Date | null
}

export function useExpected(): { expected: ExpectedDraft; wipeExpected: () => void } {
  const empty = (): ExpectedDraft => ({ openid: '', userIdKey: '', verifyId: '', outSeqNo: '', issuedAt: null })
  const expected = reactive(empty())
  return { expected, wipeExpected: () => void Object.assign(expected, empty()) }
}

/** What is sent; the key of the other interface is left out, even if it was typed before the interface was changed. */
export function expectedOf(draft: ExpectedDraft, face: CommandInput<'identity.judge'>['interface']): CommandInput<'identity.judge'>['expected'] {
  return {
    openid: draft.openid,
    outSeqNo: draft.outSeqNo,
    userIdKey: face === 'v1' ? draft.userIdKey : '',
    verifyId: face === 'v2' ? draft.verifyId : '',
    ...(draft.issuedAt ? { issuedAt: draft.issuedAt.toISOString() } : {}),
  }
}
