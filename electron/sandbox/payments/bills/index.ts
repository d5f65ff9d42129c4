export { BillDesk, type BillAsked, billTime, isRealDay } from './desk'
export type { TradeBill } from './trade'
