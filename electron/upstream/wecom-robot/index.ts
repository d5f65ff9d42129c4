/**
 * 企业微信群机器人: a webhook that writes into one group chat: POST, `msgtype` markdown up to 4096 bytes, 20 messages
 * a minute for each robot; `errcode` 93000 = no such webhook, 45009 = too many. General knowledge of the page
 * 群机器人配置说明 (https://developer.work.weixin.qq.com/document/path/91770), not checked against it: hence the margin
 * below the 20, and a refusal whose code is not known is shown with the robot's own words.
 */
import type { RateLimit } from '../../platform/http'

export { createWecomRobot, type WecomRobot, type WecomRobotParts } from './client'
export { webhookKey } from './webhook'

export const wecomRobot = {
  kind: 'wecomRobot',
  baseUrl: 'https://qyapi.weixin.qq.com',
  fields: [{ name: 'webhook', secret: true }],
} as const

const messagesPerMinute = 20
/** Some are left for others who write through the same robot, and because the number is not verified. */
const share = 0.8

/** The limit for a bucket of this upstream; `undefined` for the buckets of others. */
export function wecomRobotRateLimit(rateKey: string): RateLimit | undefined {
  return rateKey.startsWith('wecomRobot:') ? { perSecond: (messagesPerMinute / 60) * share } : undefined
}
