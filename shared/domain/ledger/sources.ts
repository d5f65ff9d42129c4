/** Pages that the rules of companies and bindings were read on (seed-catalogue A25, A28). */
export const ledgerSources = {
  /** A25, 2020-06-15: how many mini programs one subject may register. */
  registration: '《如何知道公司主体名下有多少个小程序？》',
  /** A28-1: links between 公众号 and mini programs. */
  links: 'http://kf.qq.com/faq/170109m6BVvU170109MjANjq.html',
  /** A28-2: bindings of an open-platform account, as first published. */
  openFirst: 'http://kf.qq.com/faq/180104uY7r2a180104ziqumu.html',
  /** The official answer that repeats A28-2 unchanged. */
  openAgain: 'https://developers.weixin.qq.com/community/develop/doc/000028ef47cec82de19249fb96b009',
  /** The present guide to binding: one account a mini program, related subjects, mini games, the interface. */
  openGuide: 'https://developers.weixin.qq.com/doc/oplatform/developers/product/open/bind.html',
} as const

/** Days on which these pages said so; the guide as its newest copy was consulted. */
export const ledgerSourceDays = {
  registration: '2020-06-15',
  links: '2018-03-26',
  openFirst: '2018-03-26',
  openAgain: '2024-12-30',
  openGuide: '2026-06-30',
} as const
