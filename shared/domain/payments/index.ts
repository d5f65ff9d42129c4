export { isOrderOpen, isOrderState, orderMayBecome, type OrderState, orderStates } from './order-states'
export { orderPollWait, refundPollEndsMs, refundPollWait } from './poll-plan'
export {
  countingRefundStates,
  isRefundState,
  outstandingRefundStates,
  polledRefundStates,
  refundCounts,
  refundMayBecome,
  refundReadingMayMove,
  type RefundState,
  refundStates,
} from './refund-states'
export { practiceApprover } from './practice-approver'
