export { type MonthEnd, type MonthEndFile, monthEndFiles, type PaidOrder } from './files'
