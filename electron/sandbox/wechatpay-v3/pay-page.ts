import { formatMoney } from '@shared/domain/money'
import { html } from '../http/html'
import type { StandInReply, StandInRequest } from '../http/server'
import type { StandInOrder } from '../payments/types'
import { pay } from './orders'
import type { World } from './world'

const states = { open: '待支付', paid: '已支付', closed: '已关闭', failed: '支付失败' } as const

/** The page behind an `h5_url`: what is to be paid, and a button that pays it. Plain HTML, no script. */
export function payPage(world: World, request: StandInRequest): StandInReply {
  const prepayId = request.query.get('prepay_id') ?? ''
  const found = [...world.book.orders.values()].find(({ more }) => more['prepayId'] === prepayId)
  const order = found && world.order(found.merchantNo, found.merchant, found.subMerchant)
  if (!order) return page(404, '没有这个订单', html`<p>链接不对，或订单已清除。</p>`)
  if (request.method === 'POST' && order.state === 'open') pay(world, order)
  return page(200, order.description, orderView(order))
}

function orderView(order: StandInOrder) {
  const button = order.state === 'open' ? html`<form method="post"><button>确认支付（练习）</button></form>` : null
  return html`<p>${formatMoney(order.amountMinor, order.currency)}</p>
    <p>${order.merchantNo}</p>
    <p role="status">${states[order.state]}</p>
    ${button}`
}

function page(status: number, title: string, content: ReturnType<typeof html>): StandInReply {
  const markup = html`<!doctype html>
    <html lang="zh-CN">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>${title}</title>
      <h1>${title}</h1>
      ${content}
    </html>`
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
  }
  return { status, headers, body: markup.toString() }
}
