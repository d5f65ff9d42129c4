/**
 * What codes of face verification mean. The same number says different things in different calls, so a code is known by
 * (call, field, code). Sources: A23-7, A23-8; geocoding-and-face 8.4 (v1) and 8.5 (v2, partly listed there).
 */

import { words } from './words'

export interface CodeFact {
  call: string
  field: string
  code: string
  /** Key under `identity.guide.codes`. */
  meaning: string
  /** What to do, likewise; may be empty. */
  advice: string
  factId: string
  source: string
  asOf: string
  certain: boolean
}

type Source = Pick<CodeFact, 'factId' | 'source' | 'asOf' | 'certain'>
const ofArticle: Source = { factId: 'A23-7', source: 'A23', asOf: '2023-12-27', certain: true }
const ofDevices: Source = { ...ofArticle, factId: 'A23-8' }
const ofCommunity: Source = { factId: 'face-8.4', source: 'https://developers.weixin.qq.com/community/develop/doc/000688925e43586110d0bb2766bc00', asOf: '2026-11-22', certain: false }
const ofPage: Source = {
  factId: 'face-8.5',
  source: 'https://developers.weixin.qq.com/miniprogram/dev/server/API/face/api_queryverifyinfo',
  asOf: '2026-11-22',
  certain: true,
}

const again = 'askTheUserToStart'
const otherPhone = 'askTheUserToTake'
const upToDate = 'askTheUserToUpdate'
const allow = 'askTheUserToAllow'
const light = 'askTheUserToFind'
const network = 'askTheUserToTry'

interface Known {
  code: string
  meaning: string
  advice?: string
}
const of = (call: string, field: string, from: Source, known: readonly Known[]): CodeFact[] =>
  known.map(({ code, meaning, advice = '' }) => ({ call, field, code, meaning, advice, ...from }))

export const codeFacts: readonly CodeFact[] = [
  ...of('queryverifyinfo', 'errcode', ofPage, [{ code: '0', meaning: 'theCallWorkedV2' }]),
  // The page of v2 lists no codes of this field; those of v1 are the best known.
  ...of('queryverifyinfo', 'errcode', { ...ofPage, certain: false }, [
    { code: '84001', meaning: 'otherThanAtTheStart', advice: 'waitThenStartAgain' },
    { code: '84002', meaning: 'theUserInformationExpired', advice: again },
    { code: '84003', meaning: 'theUserInformationDoesNot', advice: again },
  ]),
  ...of('queryverifyinfo', 'verify_ret', ofPage, [
    { code: '10000', meaning: 'verified' },
    { code: '90001', meaning: 'theDeviceCannotCaptureA', advice: otherPhone },
    { code: '90109', meaning: 'theDeviceCannotCaptureA', advice: otherPhone },
    ...['90002', '90003', '90004', '90005', '90006'].map((code) => ({ code, meaning: 'theUserCancelled', advice: again })),
    { code: '90007', meaning: 'networkTrouble', advice: network },
    { code: '90008', meaning: 'noPermissionForTheCamera', advice: allow },
    { code: '90009', meaning: 'noPermissionForTheMicrophone', advice: allow },
    { code: '90010', meaning: 'noPermissionForCameraAnd', advice: allow },
    ...['90011', '90013', '90014'].map((code) => ({ code, meaning: 'theCaptureWasNotUsable', advice: light })),
    { code: '90012', meaning: 'networkTroubleWhileUploading', advice: network },
    { code: '90017', meaning: 'recognitionTimedOut', advice: light },
    { code: '90018', meaning: 'systemError', advice: again },
    { code: '90104', meaning: 'wrongConfiguration', advice: 'askTheDevelopersToCheck' },
    { code: '90105', meaning: 'errorInTheConfirmedData', advice: again },
    { code: '90106', meaning: 'cameraFailure', advice: otherPhone },
    { code: '90107', meaning: 'detectionTimedOut', advice: light },
    { code: '90110', meaning: 'errorInTheTermsShown', advice: upToDate },
    { code: '90199', meaning: 'systemErrorOnTheUser', advice: again },
  ]),
  ...of('getinfo', 'errcode', ofArticle, [
    { code: '0', meaning: 'theCallWorkedWhetherIt' },
    {
      code: '84001',
      meaning: 'illegalIdentityIdVerifyResult',
      advice: 'checkThatVerifyResultIs',
    },
    { code: '84002', meaning: 'theUserInformationExpired', advice: 'resultsMustBeFetchedIn' },
    { code: '84003', meaning: 'theUserInformationDoesNot', advice: again },
  ]),
  ...of('getinfo', 'identify_ret', ofArticle, [{ code: '0', meaning: 'verifiedWhereErrcodeIs0' }]),
  ...of('getinfo', 'identify_ret', ofCommunity, [
    { code: '10003', meaning: 'notVerifiedThePersonDoes', advice: 'checkNameAndNumberThen' },
  ]),
  ...of('getuseridkey', 'errcode', ofCommunity, [
    { code: '84006', meaning: 'nameOrNumberIsEmpty', advice: 'checkBothFields' },
  ]),
  ...of('startFacialRecognitionVerify', 'errCode', ofCommunity, [
    { code: '90100', meaning: 'theUserCancelled', advice: again },
    { code: '-1', meaning: 'systemBusyOrTriedToo', advice: 'tryAgainLater' },
    { code: '10003', meaning: 'notVerified', advice: again },
  ]),
  ...of('checkIsSupportFacialRecognition', 'errCode', ofDevices, [
    { code: '0', meaning: 'supported' },
    { code: '10001', meaning: 'noFrontCamera', advice: otherPhone },
    { code: '10002', meaning: 'theModelIsNotDownloaded', advice: 'connectWaitAndTryAgain' },
    { code: '10003', meaning: 'disabledByTheServer', advice: 'checkByHandInstead' },
  ]),
]

/** What a code means there; undefined where nobody has written it down: it is shown as it is and counts as failed. */
export function codeMeaning(at: Pick<CodeFact, 'call' | 'field' | 'code'>, locale: 'zh-CN' | 'en'): string | undefined {
  const fact = codeFacts.find(({ call, field, code }) => call === at.call && field === at.field && code === at.code)
  return fact && words('codes', fact.meaning, locale)
}
