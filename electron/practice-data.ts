import type { AppFields } from '@shared/contract/apps'
import type { CampaignFields, ChannelFields, TagFields } from '@shared/contract/campaigns'
import type { ServiceFields } from '@shared/contract/short-addresses'
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

export const practiceTags: readonly TagFields[] = [
  {
    key: 'from',
    name: '来源',
    values: [
      { value: 'sms', name: '短信' },
      { value: 'web', name: '官网' },
      { value: 'poster', name: '海报' },
      { value: 'room', name: '客房桌卡' },
      { value: 'oa', name: '公众号' },
    ],
  },
  {
    key: 'pos',
    name: '点位',
    values: [
      { value: 'lobby', name: '大堂' },
      { value: 'lift', name: '电梯' },
      { value: 'room', name: '客房' },
    ],
  },
]

export const practiceChannels: readonly ChannelFields[] = [
  { code: 'sms', name: '短信', tags: { from: 'sms' } },
  { code: 'web', name: '官网', tags: { from: 'web' } },
  { code: 'poster', name: '海报', tags: { from: 'poster' } },
  { code: 'room', name: '客房桌卡', tags: { from: 'room' } },
  { code: 'oa', name: '公众号', tags: { from: 'oa' } },
]

/** Its template names mini program and place by AppID and code. */
export const practiceCampaign: { fields: CampaignFields; appId: string; placeCode: string } = {
  appId: 'wx00a1b2c3d4e5f601',
  placeCode: 'CD01',
  fields: {
    name: '春节预热',
    note: '老客召回：领房券，提前订春节房',
    fromDay: '2027-01-15',
    toDay: '2027-02-05',
    channels: ['sms', 'web', 'poster'],
    template: {
      kind: 'plain_scheme',
      path: 'pages/coupon/receive',
      query: 'batch=CNY2027',
      envVersion: 'release',
      options: {},
    },
  },
}

/** The token is the example's own, known to the stand-in; `short.example` is a reserved name that nobody has. */
export const practiceShortService: { fields: ServiceFields; token: string; secretName: string } = {
  token: 'practice-7f3c9a1e5d2b8046',
  secretName: 'Authorization',
  fields: {
    name: '示例短网址',
    create: {
      method: 'POST',
      url: 'https://short.example/api/links',
      bodyKind: 'json',
      body: '{\n  "url": "{{link}}",\n  "title": "{{title}}"\n}',
    },
    headers: [{ name: 'Authorization', secret: true, value: '' }],
    answer: { kind: 'json', path: 'data.short_url', idPath: 'data.id' },
    success: { path: 'code', value: '0' },
    repoint: { method: 'PATCH', url: 'https://short.example/api/links/{{id}}', bodyKind: 'json', body: '{ "url": "{{link}}" }' },
    timeoutSeconds: 10,
  },
}

