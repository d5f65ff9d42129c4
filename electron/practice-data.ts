import type { AppFields } from '@shared/contract/apps'
import type { OfficialAccountFields } from '@shared/contract/official-accounts'
import type { SandboxApp } from './sandbox/wechat'

interface PracticeApp {
  fields: AppFields
  sandbox: SandboxApp
}

/**
 * What the console of every practice account holds besides its pages, so that each kind of link can be made and each
 * refusal be met: sensible examples, told by their names.
 */
export const practiceConsole = {
  cloudEnvs: ['practice-8g1a2b3c4d5e6f70'],
  nfcModels: [
    { modelId: 'practice_table_card', approved: true, perDevice: false },
    { modelId: 'practice_door_lock', approved: true, perDevice: true },
    { modelId: 'practice_in_review', approved: false, perDevice: false },
  ],
  refusedTitleWords: ['违规'],
  unfiledHosts: ['unfiled.example.com'],
  blacklistedHosts: ['blocked.example.com'],
  unverifiedHosts: ['unverified.example.com'],
} as const satisfies Partial<SandboxApp>

function app(
  identity: { appId: string; originalId: string; name: string; secret: string },
  subjectType: AppFields['subjectType'],
  pages: string[],
  declaredPages: string[],
): PracticeApp {
  const { appId, originalId, name, secret } = identity
  return {
    fields: { appId, originalId, name, subjectType, tokenMode: 'stable', pages, declaredPages, defaultTag: 'from=sms' },
    sandbox: {
      appId,
      secret,
      name,
      subjectType,
      released: true,
      releasedPages: pages,
      trialPages: [...pages, 'pages/trial/index'],
      developPages: [...pages, 'pages/trial/index', 'pages/lab/index'],
      declaredPages,
      ipWhitelist: null,
      ...practiceConsole,
    },
  }
}

/** The example's mini programs: invented companies, numbers that no real account has. */
export const practiceApps: readonly PracticeApp[] = [
  app(
    {
      appId: 'wx00a1b2c3d4e5f601',
      originalId: 'gh_00a1b2c3d4e5',
      name: '云栖酒店',
      secret: '5b7c2d9e0f1a4b6c8d3e5f7a9b1c2d4e',
    },
    'company_domestic',
    ['pages/index/index', 'pages/room/detail', 'pages/room/booking', 'pages/coupon/receive', 'pages/member/card'],
    ['pages/index/index', 'pages/room/detail', 'pages/coupon/receive'],
  ),
  app(
    {
      appId: 'wx00a1b2c3d4e5f602',
      originalId: 'gh_00a1b2c3d4e6',
      name: '塞纳河畔酒店（海外）',
      secret: '9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b',
    },
    'company_overseas',
    ['pages/index/index', 'pages/room/detail'],
    [],
  ),
]

/** What the stand-in must know of an official account that an operator entered. */
export function sandboxAccount(fields: OfficialAccountFields, secret: string): SandboxApp {
  const none = { releasedPages: [], trialPages: [], developPages: [], declaredPages: [] }
  const { appId, name, type, safeDomains } = fields
  const company = { subjectType: 'company_domestic', released: true, ipWhitelist: null } as const
  return { appId, name, type, secret, ...company, ...none, jsSafeDomains: safeDomains }
}

/** The example's official account: verified, with the pages of the example's hotel. */
export const practiceAccounts: readonly { fields: OfficialAccountFields; secret: string }[] = [
  {
    fields: {
      appId: 'wx00a1b2c3d4e5f6a1',
      originalId: 'gh_00a1b2c3d4a1',
      name: '云栖酒店服务号',
      type: 'service',
      company: '杭州云栖酒店管理有限公司',
      verified: true,
      verifiedUntil: '2027-06-30',
      safeDomains: ['h5.yunqi-hotel.example.com'],
    },
    secret: '3c1d5e7f9a0b2c4d6e8f1a3b5c7d9e0f',
  },
]

export const practicePlaces = [
  { code: 'HZ01', name: '云栖·西湖店', zone: 'Asia/Shanghai', owner: '华东区运营', appIds: ['wx00a1b2c3d4e5f601'] },
  { code: 'CD01', name: '云栖·宽窄巷子店', zone: 'Asia/Shanghai', owner: '西南区运营', appIds: ['wx00a1b2c3d4e5f601'] },
  { code: 'PAR1', name: '塞纳河畔·左岸店', zone: 'Europe/Paris', owner: '海外运营', appIds: ['wx00a1b2c3d4e5f602'] },
]

export const practiceLinks = [
  {
    kind: 'plain_scheme',
    appId: 'wx00a1b2c3d4e5f601',
    placeCode: 'HZ01',
    path: 'pages/room/detail',
    query: 'roomId=1208',
    campaign: '春节预热',
    note: '客房桌卡，扫码看房型',
  },
  {
    kind: 'plain_scheme',
    appId: 'wx00a1b2c3d4e5f601',
    placeCode: 'CD01',
    path: 'pages/coupon/receive',
    query: 'batch=CNY2027&hotel=宽窄巷子',
    campaign: '春节预热',
    note: '短信召回老客，领房券',
  },
  {
    kind: 'plain_scheme',
    appId: 'wx00a1b2c3d4e5f601',
    placeCode: 'HZ01',
    path: 'pages/index/index',
    query: '',
    campaign: '日常',
    note: '大堂海报',
  },
]
