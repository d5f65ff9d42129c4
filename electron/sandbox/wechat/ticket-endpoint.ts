import { admit, type WechatCall } from './call'
import { WechatRefusal } from './refusal'

/**
 * `GET /cgi-bin/ticket/getticket` (wechat-links-qr §1.5), for official accounts: a mini program's token is refused with
 * 48001, an unknown type with 40097 (both codes uncertain; the page lists only -1 and 40001).
 */
export function getTicket(call: WechatCall): { errcode: 0; errmsg: 'ok'; ticket: string; expires_in: number } {
  const { world, request, now, staleTicket } = call
  const app = admit(call)
  const type = request.query.get('type') ?? ''
  if (type !== 'jsapi' && type !== 'wx_card') throw new WechatRefusal(40097)
  return { errcode: 0, errmsg: 'ok', ...world.tickets.fetch(app.appId, type, now, staleTicket) }
}
