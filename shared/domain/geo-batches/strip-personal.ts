/**
 * Telephone and identity numbers. A house number, a postcode or a Japanese block (`3-12-5`) is never so long, and a
 * number that begins with `+` or stands after 电话/Tel is one in any country.
 */
const numbers = [
  /(?:联系电话|手机号码?|手机|电话|\btel(?:ephone)?|\bphone|\bmobile|\bmob)\s*[.:：]*\s*\+?\d(?:[\d\s()/-]{5,20})\d/giu,
  /(?<![\p{L}\d])\+\d(?:[\d\s().-]{6,18})\d(?!\d)/gu,
  // 18 digits, the last may be X; before the shorter ones, which would leave its end.
  /(?<![\p{Script=Latin}\d])\d{17}[\dXx](?![\p{Script=Latin}\d])/gu,
  /(?<!\d)(?:86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/gu,
  /(?<!\d)0\d{2,3}[- ]\d{7,8}(?:[- ]\d{1,6})?(?!\d)/gu,
  /(?<!\d)0\d{1,3}-\d{3,4}-\d{4}(?!\d)/gu,
  /\(\d{3}\)\s?\d{3}-\d{4}(?!\d)/gu,
  /(?<![\d-])\d{3}-\d{3}-\d{4}(?![\d-])/gu,
  /(?<![\p{Script=Latin}\d-])\d{10,15}(?![\p{Script=Latin}\d-])/gu,
]

const brackets = /[(（[【〔]([^()（）[\]【】〔〕]{1,40})[)）\]】〕]/gu

/** What is written in front of a name, or behind it. */
const saysName =
  /^(?:收件人|收货人|联系人|姓名|客人|住客|attn\b|attention\b|c\/o\b|contact\b|guest\b|recipient\b)|(?:先生|女士|小姐|太太|同学|老师|收|亲启)$|^(?:mr|mrs|ms|miss|dr|prof)\b\.?\s+\p{L}/iu

/** The surnames of nine in ten people of the mainland. */
const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤'
/** With one of these it is a place: 王府井, 马路东, 石桥村. */
const ofPlaces = /[省市县区镇乡村路街道巷弄胡同号楼栋座层室门店厦园院场站桥山河湖湾岛港口井庄城寺塔宫馆东南西北内外旁边近侧]/u

function isName(text: string): boolean {
  const inner = text.trim()
  if (saysName.test(inner)) return true
  return /^\p{Script=Han}{2,3}$/u.test(inner) && surnames.includes(inner.charAt(0)) && !ofPlaces.test(inner)
}

/**
 * An address without telephone numbers, identity numbers and names in brackets. It leaves too little rather than too
 * much: a name outside brackets, or a foreign one without a title, cannot be told from a place and stays.
 */
export function stripPersonal(address: string): string {
  const bare = numbers.reduce((text, pattern) => text.replaceAll(pattern, ' '), address)
  // Brackets that held nothing but a number go with it.
  return bare
    .replaceAll(brackets, (whole: string, inner: string) => (isName(inner) ? ' ' : whole))
    .replaceAll(/[(（[【〔]\s*[)）\]】〕]/gu, ' ')
}
