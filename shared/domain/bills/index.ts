export { billReadyAt, lastFetchDay } from './days'
export { billLimitKeys, type BillLimitKey, type BillLimitValues, billLimitValues, defaultBillLimits } from './limits'
export { billTroubles, type BillTrouble } from './troubles'
