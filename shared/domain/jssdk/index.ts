export * from './safe-domain'
