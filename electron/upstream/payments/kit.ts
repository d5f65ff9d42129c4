/** What the clients of providers are made with. Not the index: that one knows every provider. */
export { billFile, type BillFile, type ReceivedBill } from './bill-file'
export { lostEffect, refusedBy, unclear } from './lost'
export { isReadObject, memberOf, readJson, type ReadJson, type ReadObject, textAt, textOf } from './read-json'
export { sameDigest } from './same-digest'
export { told, toldCurrency, toldInstant, toldMajor } from './told'
export type * from './types'
