export { type CanonicalText, secretMark, type SigningStep, withSecret } from './types'
export {
  type V3Message,
  type V3MiniProgramPayment,
  type V3Request,
  wechatPayV3Message,
  wechatPayV3MiniProgram,
  wechatPayV3Request,
} from './wechatpay-v3'
