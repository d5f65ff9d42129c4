import { Fault } from '../../../../platform/errors/fault'
import { headerName } from './header-name'

/** Refuses what is known to be no list of a merchant: web pages, error answers, people's own bills. */
export function refuseKnown(text: string, file: string): void {
  const begin = text.slice(0, 4000).trimStart()
  if (/^<(?:!doctype|html|head|meta|table|body|style|\?xml version|workbook)[\s>?]/iu.test(begin)) throw new Fault('spreadsheets.htmlTable', { params: { file } })
  const wechatError = /^<xml>[\s\S]*?<(?:return_msg|error_code)>(?:<!\[CDATA\[)?([^<\]]{1,80})/u.exec(begin)
  if (wechatError || begin.startsWith('<xml>')) throw new Fault('settlement.errorAnswer', { params: { file, text: wechatError?.[1] ?? '' } })
  const jsonError = /^\{\s*"code"\s*:\s*"([A-Z_]{3,60})"/u.exec(begin)
  if (jsonError) throw new Fault('settlement.errorAnswer', { params: { file, text: jsonError[1] ?? '' } })
  if (/微信支付账单明细/u.test(begin)) throw new Fault('settlement.personalWechat', { params: { file } })
  if (/支付宝（中国）网络技术有限公司\s*电子客户回单|支付宝交易记录明细查询|支付宝支付科技有限公司\s*电子客户回单/u.test(begin)) throw new Fault('settlement.personalAlipay', { params: { file } })
}

/** The same by the names of the columns: a person's list names the other side and whether it counts. */
export function refusePersonal(headers: readonly string[], file: string): void {
  const names = new Set(headers.map(headerName))
  if (!names.has('收/支') || !(names.has('交易对方') || names.has('对方账号'))) return
  throw new Fault(names.has('交易单号') || names.has('当前状态') ? 'settlement.personalWechat' : 'settlement.personalAlipay', { params: { file } })
}
