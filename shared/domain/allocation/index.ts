export { largestRemainder } from './largest-remainder'
