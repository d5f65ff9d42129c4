export * from './check-rule'
export * from './match'
