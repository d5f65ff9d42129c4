import { WechatRefusal } from './refusal'
import type { SandboxApp } from './types'

export function isIndividual(app: SandboxApp): boolean {
  return app.subjectType === 'individual_domestic' || app.subjectType === 'individual_overseas'
}

/**
 * Who may make schemes and URL Links: 40002 individual subject, 40013 and 85408 banned, 85407 overseas
 * (wechat-links-qr §2.8).
 */
export function checkGenerationRight(app: SandboxApp): void {
  if (isIndividual(app)) throw new WechatRefusal(40002)
  if (app.banned === 'generationRight') throw new WechatRefusal(40013)
  if (app.subjectType === 'company_overseas') throw new WechatRefusal(85407)
  if (app.banned === true) throw new WechatRefusal(85408)
}

/** NFC schemes know only 40002 and 40013 (§2.4); which of them an overseas company gets is uncertain. */
export function checkNfcRight(app: SandboxApp): void {
  if (isIndividual(app) || app.subjectType === 'company_overseas') throw new WechatRefusal(40002)
  if (app.banned) throw new WechatRefusal(40013)
  if ((app.nfcModels ?? []).length === 0) throw new WechatRefusal(40002)
}
