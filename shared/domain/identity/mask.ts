/**
 * The one way in which a number, a name or a user is shown, logged, kept and exported. Source: geocoding-and-face §10.3.
 */
import { normalName } from './name'
import { normalNumber } from './number'

/** How many characters of a number stay: first and last. */
export type MaskStyle = '3+2' | '1+1'

const shown: Record<MaskStyle, readonly [number, number]> = { '3+2': [3, 2], '1+1': [1, 1] }
/** A number is masked as 18 characters at most; something shorter than this shows nothing of itself. */
const longest = 18
const shortest = 12

const stars = (count: number) => '*'.repeat(Math.max(0, count))

/** `110*************2X`. Also takes what is masked already, so that an earlier mask can be made stricter. */
export function maskNumber(number: string, style: MaskStyle = '3+2'): string {
  const characters = [...normalNumber(number)]
  if (characters.length < shortest) return stars(characters.length)
  const [first, last] = shown[style]
  return characters.slice(0, first).join('') + stars(Math.min(characters.length, longest) - first - last) + characters.slice(-last).join('')
}

/** Surnames of two characters that are still borne; others show their first character only. */
const compound = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 ' +
    '钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 ' +
    '呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 ' +
    '仲长 子书 子桑 即墨 达奚 褚师 纳兰 歐陽 司馬 諸葛 東方 尉遲 鍾離 長孫 鮮于 閭丘 軒轅 濮陽 獨孤 聞人'
  ).split(' '),
)

/** `张*`, `欧阳**`, `买***·**`: the surname, or the first character where there is none; a name of one character shows nothing. */
export function maskName(name: string): string {
  const normal = normalName(name)
  const characters = [...normal]
  if (characters.length === 0) return ''
  if (characters.length === 1) return '*'
  const visible = characters.length > 2 && compound.has(characters.slice(0, 2).join('')) ? 2 : 1
  // Where a name is divided is no secret, and tells a minority name or a foreign one from a long Han name.
  return characters.map((character, index) => (index < visible || /[· ]/u.test(character) ? character : '*')).join('')
}

/** A user of a mini program, shortened: enough to tell two apart on one page. */
export function maskOpenid(openid: string): string {
  return openid.length < 12 ? stars(openid.length) : `${openid.slice(0, 4)}…${openid.slice(-3)}`
}
