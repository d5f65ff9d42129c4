import type { FeeRule } from './types'

/** Scenes as orders are marked. */
type Scene = 'channels' | 'other' | 'unset'

/**
 * Launch scenes of a mini program with a 视频号 meaning, from WeChat's list of scenes as it stood on 2023-04-21
 * (settlement-reconciliation §1.1). That they exist is certain; that the platform bills by exactly these is not, so the
 * agreement keeps its own list, dated with it.
 */
export const channelsSceneCodes: readonly { code: string; 'zh-CN': string; en: string }[] = [
  { code: '1175', 'zh-CN': '视频号主页商店入口', en: 'Shop entry on a Channels home page' },
  { code: '1176', 'zh-CN': '视频号直播间主播打开', en: 'Opened by the host of a Channels live room' },
  { code: '1177', 'zh-CN': '视频号直播商品', en: 'Goods of a Channels live room' },
  { code: '1184', 'zh-CN': '视频号链接打开', en: 'Link in Channels' },
  { code: '1195', 'zh-CN': '视频号主页商品 tab 页', en: 'Goods tab of a Channels home page' },
]

/** Where the rule below comes from. Every figure of it is to be checked against the agreement that was signed. */
export const defaultFeeSource = 'A03-4, A03-5 (2023-04-21)'

/**
 * What the beta article says (A03-4): 1 % of what was paid in the 视频号 scene. That refunds do not lower it, and that each
 * order is rounded half up, are readings of "支付口径", not statements of it.
 */
export const defaultFeeRule: FeeRule & { scenes: Scene[]; sceneCodes: string[] } = {
  ratePpm: 10_000,
  policy: 'paidGross',
  amount: 'received',
  rounding: 'halfUp',
  level: 'perOrder',
  refundMethod: 'cumulative',
  scenes: ['channels'],
  sceneCodes: channelsSceneCodes.map(({ code }) => code),
}
