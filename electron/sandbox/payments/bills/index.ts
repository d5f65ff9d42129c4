export { BillDesk, type BillAsked, type BillFlaw, billTime, isRealDay } from './desk'
export type { TradeBill } from './trade'
