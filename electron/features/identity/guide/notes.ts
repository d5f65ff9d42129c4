/**
 * What an operator should know about face verification besides categories and codes (A23, geocoding-and-face 8–10). Words
 * are keys under `identity.guide.notes`.
 */
import { article } from './source'

export interface NoteFact {
  id: string
  factId: string
  title: string
  text: string
  source: string
  asOf: string
  certain: boolean
}

const note = (id: string, factId: string, title: string, text: string): NoteFact => ({ id, factId, title, text, ...article })
const of = (from: { source: string; asOf: string; certain: boolean }) => (id: string, factId: string, title: string, text: string): NoteFact => ({
  id,
  factId,
  title,
  text,
  ...from,
})
const platform = of({ source: 'https://developers.weixin.qq.com/miniprogram/dev/server/API/face', asOf: '2026-11-22', certain: true })
const announced = of({ source: 'https://juejin.cn/post/7642611621652578340', asOf: '2026-11-22', certain: false })
const law = of({ source: 'npc.gov.cn', asOf: '2021-11-01', certain: true })
const faceRules = of({ source: 'https://www.ehbk.net/news/8KMRpPVXpy.html', asOf: '2025-06-01', certain: true })

/** In order; the last is the wait. */
export const applicationSteps: readonly NoteFact[] = [
  note(
    'published',
    'A23-3',
    'theMiniProgramIsPublished',
    'onlyAPublishedMiniProgram',
  ),
  note(
    'open',
    'A23-3.1',
    'openTheApplication',
    'signInAtMpWeixin',
  ),
  note(
    'terms',
    'A23-3.2',
    'readAndAcceptTheTerms',
    'termsOfServiceForVerifying',
  ),
  note(
    'service',
    'A23-3.3',
    'serviceInformationAndPapers',
    'thePapersOfTheChosen',
  ),
  note(
    'scene',
    'A23-3.4',
    'scenesAndPurposes',
    'entityCategoryAndSceneMust',
  ),
  note(
    'test',
    'A23-3.5',
    'testInformationAndContacts',
    'nameSomebodyWhoCanBe',
  ),
  note(
    'answer',
    'A23-3.6',
    'waitForTheAnswer',
    'n13WorkingDaysThe',
  ),
]

/** The step whose day of sending starts the wait. */
export const sentStep = 'test'
export const answerStep = 'answer'
/** "1–3 working days" (A23-3.6). */
export const longestWaitWorkdays = 3

export interface DeviceFact extends NoteFact {
  call: string
  code: string
  advice: string
}

const device = (fact: NoteFact, call: string, code: string, advice: string): DeviceFact => ({ ...fact, call, code, advice })
const check = 'wx.checkIsSupportFacialRecognition'

export const deviceNotes: readonly DeviceFact[] = [
  device(
    platform('v2-base', 'face-8.1', 'baseLibraryOfTheNew', 'wxRequestfacialverifyNeedsBaseLibrary'),
    'wx.requestFacialVerify',
    '',
    'setTheLowestBaseLibrary',
  ),
  device(
    note('flash', 'A23-4', 'wechatVersionsForFlashMode', 'flashModeNeedsWechat7'),
    'wx.startFacialRecognitionVerify',
    '',
    'adviseUsersToUpdateWechat',
  ),
  device(
    note('key', 'A23-4', 'identityByUseridkey', 'baseLibrary193'),
    'wx.startFacialRecognitionVerify',
    '',
    'preferUseridkeyNameAndNumber',
  ),
  device(
    note('ok', 'A23-8', 'androidSupported', 'answers0IosGivesNo'),
    check,
    '0',
    'verificationCanStart',
  ),
  device(
    note('camera', 'A23-8', 'androidNoFrontCamera', 'answers10001'),
    check,
    '10001',
    'anotherPhoneOrCheckBy',
  ),
  device(
    note('model', 'A23-8', 'androidModelNotDownloaded', 'answers10002'),
    check,
    '10002',
    'connectWaitCheckAgain',
  ),
  device(
    note('server', 'A23-8', 'androidDisabledByTheServer', 'answers10003'),
    check,
    '10003',
    'checkByHandInstead',
  ),
]

export const safetyNotes: readonly NoteFact[] = [
  note('again', 'A23-7', 'theBackEndMustFetch', 'theFrontEndSResult'),
  note('scope', 'A23-9.1', 'theScopeDoesNotGrow', 'studiedIndustryByIndustryCategories'),
  note('own', 'A23-9.2', 'ownFaceCollectionMayBe', 'miniProgramsThatCollectFaces'),
  note('factor', 'A23-9.2a', 'aFaceAloneIsNot', 'aFaceIsOneFactor'),
  note('leak', 'A23-9.2b', 'whatIsCollectedCanLeak', 'encryptionTransferStorageNodesAnd'),
  note('remedy', 'A23-9.2c', 'aFaceCannotBeReplaced', 'aCardCanBeReported'),
  note('push', 'A23-6', 'thePushIsTriedFor', 'deliveryIsRetriedWithin5'),
]

export const migrationNotes: readonly NoteFact[] = [
  announced('end', 'face-8.1', 'theOldInterfacesEnd', 'announcedGetuseridkeyAndGetinfoStop'),
  platform('server', 'face-8.5', 'backEndFetchVerifyId', 'getverifyidReplacesGetuseridkeyWithThe'),
  platform('front', 'face-8.5', 'frontEndRequestfacialverify', 'wxRequestfacialverifyTakesVerifyidOnly'),
  platform('query', 'face-8.5', 'backEndQueryverifyinfo', 'passedOnlyWhereErrcodeIs'),
  platform('keep', 'face-8.5', 'keepTheRelationForAn', 'keepVerifyIdWithOut'),
  platform('who', 'face-8.1', 'onlyTheMerchantMayCall', 'notFromTheFrontEnd'),
]

export const privacyNotes: readonly NoteFact[] = [
  law('necessary', 'face-10', 'necessaryAndLeast', 'forAClearPurposeAs'),
  law('consent', 'face-10', 'separateConsent', 'sensitiveDataNeedASpecific'),
  law('delete', 'face-10', 'deleteWhenTheTimeIs', 'deleteWhenThePurposeIs'),
  law('assess', 'face-10', 'assessBeforeKeepThreeYears', 'assessTheImpactBeforeReport'),
  faceRules('choice', 'face-10', 'notTheOnlyWay', 'whereAnotherWayExistsA'),
  faceRules('filing', 'face-10', 'filingFrom100000People', 'onceFaceDataOf100'),
]
