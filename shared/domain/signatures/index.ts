export { type CanonicalText, secretMark, type SigningStep, withSecret } from './types'
