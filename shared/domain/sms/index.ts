export { septetsOf } from './alphabet'
export { type SmsMessage, signatureOf, smsMessage, type SmsWarning, type SmsWarningCode } from './message'
export { countSms, defaultSmsSizes, gsmSizes, type SmsCount, type SmsSizes } from './segments'
