import type { TableColumn } from '@renderer/ui/table/columns'
import type { Refund } from '@shared/contract/payment-refunds'
import type { Money } from '@shared/contract/payment-values'
import type { RefundWords } from '../parts/useRefundWords'

/** The columns of the list of refunds. @param t translates a key */
export function refundColumns(
  t: (key: string) => string,
  words: RefundWords,
  moneyText: (money: Money) => string,
): TableColumn<Refund>[] {
  const title = (key: string) => t(`refundScreens.columns.${key}`)
  return [
    { key: 'refundNo', title: title('refundNo'), width: 190, mono: true },
    { key: 'state', title: title('state'), width: 176, text: ({ state }) => words.state(state) },
    {
      key: 'amount',
      title: title('amount'),
      width: 140,
      numeric: true,
      text: ({ amount }) => moneyText({ ...amount, minor: -amount.minor }),
    },
    { key: 'merchantNo', title: title('merchantNo'), width: 200, mono: true, text: ({ order }) => order.merchantNo },
    { key: 'account', title: title('account'), width: 150, text: ({ order }) => order.account },
    { key: 'reason', title: title('reason'), width: 150, grow: true },
    { key: 'requestedBy', title: title('requestedBy'), width: 90, text: ({ requestedBy }) => requestedBy.name },
    { key: 'requestedAt', title: title('requestedAt'), width: 150 },
    { key: 'approvedBy', title: title('approvedBy'), width: 90, text: ({ approvedBy }) => approvedBy?.name ?? '' },
    { key: 'completedAt', title: title('completedAt'), width: 150 },
    { key: 'kind', title: title('kind'), width: 130, hidden: true, text: ({ order }) => words.kind(order.kind) },
    { key: 'received', title: title('received'), width: 130, numeric: true, hidden: true, text: ({ order }) => (order.received ? moneyText(order.received) : '') },
    { key: 'providerRefundNo', title: title('providerRefundNo'), width: 190, mono: true, hidden: true },
    { key: 'providerNo', title: title('providerNo'), width: 190, mono: true, hidden: true, text: ({ order }) => order.providerNo },
    { key: 'wechatNo', title: title('wechatNo'), width: 200, mono: true, hidden: true, text: ({ order }) => order.wechatNo },
    { key: 'source', title: title('source'), width: 110, hidden: true, text: ({ source }) => t(`refundScreens.sources.${source}`) },
    { key: 'batch', title: title('batch'), width: 150, hidden: true, text: ({ batch }) => (batch ? `${batch.name} #${batch.line}` : '') },
    { key: 'note', title: title('note'), width: 150, hidden: true },
  ]
}
