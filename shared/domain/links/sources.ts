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
  /** L4, the interface page of the URL Link. */
  urlLink: 'https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/url-link/api_generateurllink.html',
  /** L6, the interface page of the Short Link. */
  shortLink:
    'https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/short-link/api_generateshortlink.html',
  /** L3, the interface page of the NFC scheme. */
  nfcScheme:
    'https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/url-scheme/api_generatenfcscheme.html',
  /** C10, a report on the total of NFC schemes. */
  nfcReport: 'https://developers.weixin.qq.com/community/develop/doc/0002aa0dec4d88af579238eee66809',
  /** Q2, the unlimited mini-program code. */
  unlimitedCode:
    'https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/qr-code/api_getunlimitedqrcode.html',
  /** Q3, the square code. */
  squareCode: 'https://developers.weixin.qq.com/miniprogram/dev/server/API/qrcode-link/qr-code/api_createqrcode.html',
  /** R1, ordinary links as QR codes. */
  linkRules: 'https://developers.weixin.qq.com/miniprogram/introduction/qrcode.html',
  /** A staff answer: overseas subjects get no schemes (seed-catalogue A02, "likely"). */
  overseasAnswer: 'https://developers.weixin.qq.com/community/develop/doc/000a6056868f78173cfcff35a51400',
} as const

/** The newest copies of these pages that were consulted are of the middle of 2026 (wechat-links-qr §9). */
export const sourcesAsOf = '2026-06-30'
