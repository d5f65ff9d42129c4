export { metresBetween } from './distance'
export * from './texts'
export type * from './types'
