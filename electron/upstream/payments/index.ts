export { paymentProviders, providerOf } from './registry'
export type * from './types'
