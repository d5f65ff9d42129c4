import { formatMoney } from '@shared/domain/money'
import { html } from '../http/html'
import type { StandInReply, StandInRequest } from '../http/server'
import type { StandInOrder } from './types'

interface Cashier {
  book: { orders: ReadonlyMap<string, StandInOrder> }
  refresh(order: StandInOrder | undefined): StandInOrder | undefined
  pay(order: StandInOrder): void
}

const under = '/pay/'

/** The page that a pay link opens: the sum and a button that pays. `undefined` where the path is another. */
export function payPage(house: Cashier, request: StandInRequest): StandInReply | undefined {
  if (!request.path.startsWith(under)) return undefined
  const number = request.path.slice(under.length)
  const order = house.refresh([...house.book.orders.values()].find((one) => one.providerNo === number || one.merchantNo === number))
  if (!order) return page(404, 'No such payment', '')
  if (request.method === 'POST' && order.state === 'open') house.pay(order)
  return pageOf(order)
}

export function pageOf(order: StandInOrder): StandInReply {
  const button = html`<form method="post" action="${under}${order.providerNo}"><button>Pay</button></form>`
  return page(200, formatMoney(order.amountMinor, order.currency), order.state === 'open' ? button : html`<p>${order.state}</p>`)
}

function page(status: number, title: string, content: Parameters<typeof html>[1]): StandInReply {
  const markup = html`<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${content}</html>`
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'; form-action 'self'" }
  return { status, headers, body: markup.toString() }
}
