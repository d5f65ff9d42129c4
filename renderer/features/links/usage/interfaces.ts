/** Interfaces whose gateway quota is worth asking for (wechat-links-qr §5), with the text key of each. */
export const askableInterfaces = [
  { path: '/wxa/generatescheme', key: 'generatescheme' },
  { path: '/wxa/generate_urllink', key: 'generate_urllink' },
  { path: '/wxa/genwxashortlink', key: 'genwxashortlink' },
  { path: '/wxa/generatenfcscheme', key: 'generatenfcscheme' },
  { path: '/wxa/getwxacode', key: 'getwxacode' },
  { path: '/wxa/getwxacodeunlimit', key: 'getwxacodeunlimit' },
  { path: '/cgi-bin/wxaapp/createwxaqrcode', key: 'createwxaqrcode' },
] as const

/** Three groups of eight hex digits, as WeChat writes it behind `rid:`; what stands around it is dropped. */
export function ridIn(text: string): string | undefined {
  return /[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}/iu.exec(text)?.[0]
}
