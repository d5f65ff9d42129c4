import type { DateDisplay } from './serial-date'

/** What a cell's number format makes of a number. */
export type NumberFormat =
  | { kind: 'plain' }
  | { kind: 'percent' }
  /** A format of zeros alone (`00000`): an integer is shown with at least so many digits. */
  | { kind: 'zeros'; digits: number }
  | { kind: 'date'; display: DateDisplay }

const plain: NumberFormat = { kind: 'plain' }
const date = (day: boolean, time: boolean): NumberFormat => ({ kind: 'date', display: { day, time } })

/**
 * A built-in format by its number, which no file describes. Source: ECMA-376 part 1, §18.8.30; 27–36 and 50–58 are the
 * dates and times of East Asian versions.
 */
export function builtInFormat(id: number): NumberFormat {
  if (id === 9 || id === 10) return { kind: 'percent' }
  if (id >= 14 && id <= 17) return date(true, false)
  if (id === 22) return date(true, true)
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47)) return date(false, true)
  if ((id >= 32 && id <= 35) || id === 55 || id === 56) return date(false, true)
  if ((id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return date(true, false)
  return plain
}

/** What a format code means, e.g. `yyyy"年"m"月"d"日" h:mm` or `0.0%`. Only its first section is looked at. */
export function formatOfCode(code: string): NumberFormat {
  const bare = code
    // Quoted text, escaped characters, the width of a character and a repeated character are shown, not meant.
    .replace(/"[^"]*"|\\.|_.|\*./gsu, '')
    // Colours, conditions and locales; an elapsed time such as [h] stays.
    .replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/giu, '')
    .split(';', 1)[0]
    ?.trim()
  if (bare === undefined || bare === '' || /general|通用格式|@/iu.test(bare)) return plain
  if (/^0{2,}$/.test(bare)) return { kind: 'zeros', digits: bare.length }
  const letters = bare.replace(/am\/pm|a\/p|上午\/下午/giu, 'h').toLowerCase()
  if (/[0#?]/.test(letters.replace(/s\.0+/g, 's'))) return bare.includes('%') ? { kind: 'percent' } : plain
  const time = /[hs]|\[m+\]/.test(letters)
  const day = /[ydbeg]|aaa/.test(letters) || (/m/.test(letters) && !time)
  return day || time ? date(day, time) : plain
}
