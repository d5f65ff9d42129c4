export { match } from './match'
