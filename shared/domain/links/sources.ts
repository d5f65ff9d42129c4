/**
 * Official pages that the link rules were read on. Addresses: wechat-links-qr §9 and seed-catalogue A02.
 */
export const sources = {
  /** L1, the interface page of the encrypted scheme. */
  generateScheme:
    'https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/url-scheme/api_generatescheme.html',
  /** G1, the guide to both kinds of scheme. */
  schemeGuide: 'https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/url-scheme.html',
  /** Q1, the mini-program code with a path. */
  miniProgramCode: 'https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/qr-code/api_getqrcode.html',
  /** A staff answer: overseas subjects get no schemes (seed-catalogue A02, "likely"). */
  overseasAnswer: 'https://developers.weixin.qq.com/community/develop/doc/000a6056868f78173cfcff35a51400',
} as const

/** The newest copies of these pages that were consulted are of the middle of 2026 (wechat-links-qr §9). */
export const sourcesAsOf = '2026-06-30'
