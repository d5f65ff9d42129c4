/** What can be wrong in the bills of the practice workspace: one for every class of differences. */
export const billTroubles = [
  'missingThere',
  'missingHere',
  'amount',
  'fee',
  'currency',
  'state',
  'duplicate',
  'crossMonth',
  'refundWithoutOrder',
  'rounding',
  'dispute',
] as const
export type BillTrouble = (typeof billTroubles)[number]
