import { usePreference } from '@renderer/ui/base/usePreference'
import type { FaceInterface } from '@shared/contract/identity-values'
import { reactive, type Ref } from 'vue'

/** What a verification is started with, beside the person and the consent. */
export interface StartDraft {
  interface: FaceInterface
  /** Empty: one is made. */
  outSeqNo: string
  openid: string
}

/** 5–32 of letters, digits, `_` and `-` (v2, certain: api_getverifyid). */
export const isSerialNumber = (text: string): boolean => /^[A-Za-z0-9_-]{5,32}$/u.test(text)

/** The mini program is remembered; the user's openid is about a person and is not. */
export function useStartDraft(): { draft: StartDraft; appId: Ref<string>; wipeDraft: () => void } {
  const draft = reactive<StartDraft>({ interface: 'v2', outSeqNo: '', openid: '' })
  return {
    draft,
    appId: usePreference('identity.app', ''),
    wipeDraft() {
      draft.outSeqNo = ''
      draft.openid = ''
    },
  }
}
