import { jsonReply } from '../geocoding'
import type { StandInReply } from '../http/server'

/** The provider's words for its statuses (geocoding-and-face §1.6), as far as public code quotes them; else in its manner. */
const messages: Readonly<Record<number, string>> = {
  110: '请求来源未被授权',
  111: '签名验证失败',
  112: 'IP未被授权',
  113: '此功能未被授权',
  120: '此key每秒请求量已达到上限',
  121: '此key每日调用量已达到上限',
  122: 'IP访问超限',
  123: '账号受限,请检查余额',
  190: '无效的KEY',
  199: '此key未开启WebserviceAPI功能',
  300: '缺少必要字段',
  301: '缺少必要参数key',
  306: '请求有护持信息请检查字符串',
  310: '请求参数信息有误',
  311: 'key格式错误',
  320: '参数类型错误',
  331: '查询参数过长',
  347: '查询无结果',
  348: '参数错误',
  365: '纬度不能超过±90',
  366: '经度不能超过±180',
  393: '无匹配数据',
  500: '后端超时,无响应',
}

let asked = 0
/** Under which the provider's support finds a call. */
function requestId(): string {
  asked += 1
  return `stand-in-${asked.toString(36).padStart(6, '0')}`
}

/** HTTP 200 whatever it says. */
export function said(status: number, result?: unknown): StandInReply {
  const message = status === 0 ? 'query ok' : (messages[status] ?? `status ${status}`)
  return jsonReply(200, { status, message, request_id: requestId(), ...(result === undefined ? {} : { result }) })
}
