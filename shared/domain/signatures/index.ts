export { type CanonicalText, secretMark, type SigningStep, withSecret } from './types'
export {
  type V3Message,
  type V3MiniProgramPayment,
  type V3Request,
  wechatPayV3Message,
  wechatPayV3MiniProgram,
  wechatPayV3Request,
} from './wechatpay-v3'
export {
  type WechatPayV2Fields,
  type WechatPayV2MiniProgram,
  wechatPayV2MiniProgramFields,
  wechatPayV2Signature,
  type WechatPayV2SignType,
  wechatPayV2SignTypeOf,
  wechatPayV2SignTypes,
  wechatPayV2Text,
} from './wechatpay-v2'
export { type SupayCall, supayLists, supayText, supayToken } from './supay'
export { type TwoPayNowParts, twoPayNowSignature, twoPayNowText } from './twopaynow'
export { type YabandEmpties, type YabandEnvelope, yabandFields, yabandSignature, yabandText } from './yabandpay'
