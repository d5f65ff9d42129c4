/** Every cause of a mismatch; its text stands under `jssdk.causes.<code>`. */
export const mismatchCodes = [
  'staleTicket',
  'otherAccountTicket',
  'accessToken',
  'cardTicket',
  'fragmentKept',
  'urlEncoded',
  'urlDecoded',
  'urlHtmlEscaped',
  'schemeHttp',
  'schemeHttps',
  'bareHost',
  'trailingSlash',
  'queryMissing',
  'addedByWechat',
  'originOnly',
  'urlWithoutScheme',
  'timestampMilliseconds',
  'timestampSeconds',
  'timestampQuoted',
  'timestampFraction',
  'wrongName',
  'wrongOrder',
  'upperCase',
  'base64',
  'wrongHash',
] as const
export type MismatchCode = (typeof mismatchCodes)[number]

export interface MismatchCause {
  code: MismatchCode
  params: Record<string, string | number>
}
