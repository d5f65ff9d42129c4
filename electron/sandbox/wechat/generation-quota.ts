import type { WechatCall } from './call'
import { WechatRefusal } from './refusal'

/**
 * The quotas of schemes and URL Links, judged last: 44993 when today's 500,000 are made, 85406 when today's openings
 * are used up (wechat-links-qr §2.1, §2.8).
 */
export function checkGenerationQuota(call: WechatCall, appId: string): void {
  checkGeneratedToday(call, appId)
  if (call.exhausted.openings || call.world.openingsLeft(appId, call.now) === 0) throw new WechatRefusal(85406)
}

/** Only the number made today (44993): NFC schemes do not list 85406 (§2.4). */
export function checkGeneratedToday({ world, exhausted, now }: WechatCall, appId: string): void {
  const { generated } = world.usage.today(appId, now)
  if (exhausted.generation || generated >= world.limits.generatePerDay) throw new WechatRefusal(44993)
}
