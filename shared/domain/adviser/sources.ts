import { sources as linkSources, sourcesAsOf } from '../links/sources'

const guides = 'https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability'

/** Pages that the rules of the adviser were read on, by the keys of wechat-links-qr §9. */
export const adviserSources = {
  ...linkSources,
  /** G2, the guide to URL Links. */
  urlLinkGuide: `${guides}/url-link.html`,
  /** G3, the guide to Short Links. */
  shortLinkGuide: `${guides}/shortlink.html`,
  /** Q4, the guide to the three code interfaces. */
  codeGuide: `${guides}/qr-code.html`,
  /** J2, the guide to open tags. */
  openTag: 'https://developers.weixin.qq.com/doc/service/guide/h5/opentag.html',
  /** J4, the example of cloud static hosting. */
  cloudHosting:
    'https://developers.weixin.qq.com/miniprogram/dev/wxcloudservice/wxcloud/guide/staticstorage/jump-miniprogram.html',
  /** J5, who may use open tags. */
  openTagRight: 'https://developers.weixin.qq.com/community/develop/doc/000c8a9ae78338a3da337b9cc66c00',
  /** V1, which codes a picture preview recognises. */
  previewImage: 'https://developers.weixin.qq.com/miniprogram/dev/api/media/image/wx.previewImage.html',
  /** V3, the scene values. */
  scenes: 'https://developers.weixin.qq.com/minigame/dev/guide/base-ability/scene.html',
  /** A field report (wechat-links-qr §3.3, `C13`): the jump address. */
  jumpReport: 'https://developers.weixin.qq.com/community/develop/doc/0004866fe3c3e8443c5288bdf6b000',
  /** The article A28 of the catalogue, table 3; it names no other page. */
  article2018: 'A28-3',
} as const

/** Day of the newest copies of the official pages that were consulted (wechat-links-qr §9). */
export const adviserAsOf = sourcesAsOf
/** Day of the article A28. */
export const articleAsOf = '2018-03-26'
