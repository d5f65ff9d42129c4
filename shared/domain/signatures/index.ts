export { type CanonicalText, secretMark, type SigningStep, withSecret } from './types'
export { type SupayCall, supayLists, supayText, supayToken } from './supay'
export { type TwoPayNowParts, twoPayNowSignature, twoPayNowText } from './twopaynow'
export { type YabandEmpties, type YabandEnvelope, yabandFields, yabandSignature, yabandText } from './yabandpay'
