/** What files call currencies besides their codes. */
const names: readonly (readonly [string, readonly string[]])[] = [
  ['CNY', ['人民币', '人民币元', 'RMB', '元', '¥', '￥', 'CNH']],
  ['EUR', ['欧元', '€']],
  ['USD', ['美元', 'US$', '$']],
  ['HKD', ['港币', '港元', 'HK$']],
  ['AUD', ['澳元', '澳币', 'A$']],
  ['JPY', ['日元', '日圆', '円']],
  ['GBP', ['英镑', '£']],
  ['SGD', ['新加坡元', '新币', 'S$']],
  ['CAD', ['加元', '加拿大元']],
  ['CHF', ['瑞士法郎']],
  ['KRW', ['韩元', '韩币']],
  ['THB', ['泰铢']],
  ['MYR', ['马来西亚林吉特', '林吉特']],
  ['TWD', ['新台币', '台币']],
  ['MOP', ['澳门元']],
  ['NZD', ['新西兰元', '纽元']],
]

/** Every text that names a currency, to its code; anything else is a problem of its row. */
export const currencyWords: ReadonlyMap<string, string> = new Map([
  ...Intl.supportedValuesOf('currency').flatMap((code) => [[code, code] as const, [code.toLowerCase(), code] as const]),
  ...names.flatMap(([code, words]) => words.map((word) => [word, code] as const)),
])
