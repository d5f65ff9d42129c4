import type { TableColumn } from '@renderer/ui/table/columns'
import type { PaymentOrder } from '@shared/contract/payment-orders'
import type { PaymentWords } from '../parts/usePaymentWords'

/**
 * The columns of the order list; money, numbers and states are drawn by the screen.
 * @param t translates a key
 * @param channelName name of a channel by its code
 */
export function orderColumns(
  t: (key: string) => string,
  words: PaymentWords,
  channelName: (code: string) => string,
): TableColumn<PaymentOrder>[] {
  const title = (key: string) => t(`paymentScreens.columns.${key}`)
  return [
    { key: 'merchantNo', title: title('merchantNo'), width: 220, mono: true },
    { key: 'state', title: title('state'), width: 110, text: ({ state }) => words.state(state) },
    { key: 'ordered', title: title('ordered'), width: 124, numeric: true },
    { key: 'received', title: title('received'), width: 124, numeric: true },
    { key: 'refunded', title: title('refunded'), width: 124, numeric: true },
    { key: 'flags', title: title('flags'), width: 140, text: ({ flags }) => flags.map(words.flag).join(' ') },
    { key: 'account', title: title('account'), width: 150, text: ({ account }) => account.name },
    { key: 'method', title: title('method'), width: 130, text: ({ method }) => (method === '' ? '' : words.method(method)) },
    { key: 'description', title: title('description'), width: 180, grow: true },
    { key: 'place', title: title('place'), width: 140, text: ({ place }) => (place ? `${place.code} ${place.name}` : '') },
    { key: 'scene', title: title('scene'), width: 90, text: ({ scene }) => words.scene(scene) },
    { key: 'redemption', title: title('redemption'), width: 90, text: ({ redemption }) => words.redemption(redemption) },
    { key: 'createdAt', title: title('createdAt'), width: 150 },
    { key: 'paidAt', title: title('paidAt'), width: 150 },
    { key: 'providerNo', title: title('providerNo'), width: 220, mono: true },
    { key: 'wechatNo', title: title('wechatNo'), width: 250, mono: true },
    { key: 'bookingNo', title: title('bookingNo'), width: 140, mono: true },
    { key: 'channel', title: title('channel'), width: 110, hidden: true, text: ({ channel }) => channelName(channel) },
    { key: 'kind', title: title('kind'), width: 130, hidden: true, text: ({ account }) => words.kind(account.kind) },
    { key: 'settled', title: title('settled'), width: 124, numeric: true, hidden: true },
    { key: 'rate', title: title('rate'), width: 100, numeric: true, hidden: true, text: ({ rate }) => rate ?? '' },
    { key: 'source', title: title('source'), width: 100, hidden: true, text: ({ source }) => words.source(source) },
    { key: 'note', title: title('note'), width: 160, hidden: true },
    { key: 'createdBy', title: title('createdBy'), width: 100, hidden: true },
    { key: 'lastQueryAt', title: title('lastQueryAt'), width: 150, hidden: true },
  ]
}
