/** Short-address services: each an operator's own description of somebody's interface. */
export { createShortAddressClient, type ShortAddressClient, type ShortAddressParts } from './client'
export { isAddress } from './judge'
export type { AnswerRules, OutgoingCall, ShortExchange, ShortOutcome } from './types'
