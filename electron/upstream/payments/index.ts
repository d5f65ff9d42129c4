export { askingProblems, checkDescription, tryDescription, type TryInput, type TryOutput } from './described'
export { paymentProviders, providerOf } from './registry'
export type * from './types'
