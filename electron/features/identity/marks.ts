import type { FaceAnswer } from '@shared/domain/identity'
import type { KeyedDigests } from './digests'

/** What a result is about, as far as it is known; empty where it is not. */
interface Result {
  face: 'v1' | 'v2'
  credential: string
  outSeqNo: string
  openid: string
  certHash: string
}

/**
 * Keyed digests by which a result is known again, whichever way it comes: by its credential, by its request (a serial
 * number is unique in one mini program, which the user's openid stands for) and in v1 by what makes one answer different
 * from another. Empty: there is nothing by which to know it.
 */
export function marksOf(digests: KeyedDigests, { face, credential, outSeqNo, openid, certHash }: Result, answer: FaceAnswer): string[] {
  const marks = credential === '' ? [] : [digests.credential(face, credential)]
  if (outSeqNo !== '' && openid !== '') marks.push(digests.answer(['request', face, outSeqNo, openid, certHash].join('\n')))
  const { identifyTime, finishTime = '', numberMd5, nameMd5 = '' } = answer
  if (face === 'v1' && identifyTime !== undefined && numberMd5 && answer.openid) {
    marks.push(digests.answer(['v1', identifyTime, finishTime, answer.openid, numberMd5.toLowerCase(), nameMd5.toLowerCase()].join('\n')))
  }
  return marks
}
