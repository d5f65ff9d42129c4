export { unlessAborted } from './abort'
export { createHttp } from './http'
export { systemSleep } from './sleep'
export type * from './types'
