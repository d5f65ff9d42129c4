import { exponentOf } from '@shared/domain/money'
import type { ColumnStore } from './column-store'

/** In which language and by which clock cells are read. */
export interface Reading {
  locale: 'zh-CN' | 'en'
  clock: (instant: string) => string
}

/** What is looked for: over all columns, and in single ones by their place. */
export interface Wanted {
  text: string
  columns: ReadonlyMap<number, string>
}

/** What a filter needs of a table. */
export interface Filtered {
  columns: readonly ColumnStore[]
  currencyAt(column: number, row: number): string
}

type Test = (row: number) => boolean

/** Says of each row whether it fits; undefined where nothing is asked. */
export function rowTest(table: Filtered, wanted: Wanted, reading: Reading): Test | undefined {
  const tests = [...wanted.columns].flatMap(([at, text]) => {
    const column = table.columns[at]
    const test = column && text.trim() !== '' ? columnTest(table, column, at, text.trim(), reading) : undefined
    return test ? [test] : []
  })
  const search = wanted.text.trim()
  if (search !== '') tests.push(searchTest(table, search, reading))
  const [only, ...others] = tests
  if (!only) return undefined
  return others.length === 0 ? only : (row) => tests.every((test) => test(row))
}

function columnTest(table: Filtered, column: ColumnStore, at: number, text: string, reading: Reading): Test | undefined {
  if (!column.isNumber) return textTest(column, text, reading)
  const range = numberRange(text)
  // What is no number yet is being typed.
  if (!range) return undefined
  const { least, most } = range
  const scale = scaleOf(table, at)
  return (row) => {
    const value = column.numbers[row] ?? Number.NaN
    const by = scale(row)
    return value >= least * by - half && value <= most * by + half && (!range.open || (value !== Math.round(least * by) && value !== Math.round(most * by)))
  }
}

/** Amounts are whole minor units: what binary fractions leave over is less. */
const half = 0.001

/** From what a person types (main units, percent) to what stands in the cells. */
function scaleOf(table: Filtered, at: number): (row: number) => number {
  const column = table.columns[at]
  if (column?.column.type === 'rate') return () => 10_000
  if (column?.column.type !== 'money') return () => 1
  const known = new Map<string, number>()
  return (row) => {
    const currency = table.currencyAt(at, row)
    let scale = known.get(currency)
    if (scale === undefined) known.set(currency, (scale = currency === '' ? 1 : 10 ** exponentOf(currency)))
    return scale
  }
}

/** `100`, `>100`, `>=100`, `<50`, `10..20`; undefined where it is none of these. */
export function numberRange(text: string): { least: number; most: number; open: boolean } | undefined {
  const plain = text.normalize('NFKC').replaceAll(/[,\s%]/gu, '')
  const between = /^(-?\d+(?:\.\d+)?)?(?:\.\.|~|～)(-?\d+(?:\.\d+)?)?$/u.exec(plain)
  if (between && (between[1] ?? between[2]) !== undefined)
    return { least: between[1] === undefined ? -Infinity : Number(between[1]), most: between[2] === undefined ? Infinity : Number(between[2]), open: false }
  const bound = /^(>=|<=|>|<|=)?(-?\d+(?:\.\d+)?)$/u.exec(plain)
  if (!bound) return undefined
  const value = Number(bound[2])
  switch (bound[1]) {
    case '>=':
    case '>':
      return { least: value, most: Infinity, open: bound[1] === '>' }
    case '<=':
    case '<':
      return { least: -Infinity, most: value, open: bound[1] === '<' }
    default:
      return { least: value, most: value, open: false }
  }
}

/** Part of the text; of days and moments also `2026-10-01..2026-10-05`; of choices the value itself. */
function textTest(column: ColumnStore, text: string, { locale, clock }: Reading): Test {
  const { type } = column.column
  if (type === 'choice') {
    const code = column.dictionary.indexOf(text)
    return (row) => column.codes[row] === code
  }
  const shown = type === 'day' || type === 'instant' ? column.shown(locale, clock) : column.small(locale, clock)
  const between = type === 'day' || type === 'instant' ? /^([\d-]*)\.\.([\d-]*)$/u.exec(text) : null
  const fits = between
    ? (value: string) => value !== '' && value >= (between[1] ?? '') && (between[2] === '' || value.slice(0, between[2]?.length) <= (between[2] ?? ''))
    : (value: string) => value.includes(text.toLowerCase())
  const allowed = Uint8Array.from(shown, (value) => (fits(value) ? 1 : 0))
  return (row) => allowed[column.codes[row] ?? 0] === 1
}

/** Anywhere: part of a text, or exactly a number. Each different text is looked at once, not each row. */
function searchTest(table: Filtered, text: string, { locale, clock }: Reading): Test {
  const small = text.toLowerCase()
  const range = /^[<>=]|\.\./u.test(text) ? undefined : numberRange(text)
  const tests = table.columns.flatMap((column, at): Test[] => {
    if (column.isNumber) {
      if (!range) return []
      const scale = scaleOf(table, at)
      return [(row) => Math.abs((column.numbers[row] ?? Number.NaN) - range.least * scale(row)) < half]
    }
    let any = false
    const allowed = Uint8Array.from(column.small(locale, clock), (value) => {
      const found = value.includes(small)
      any ||= found
      return found ? 1 : 0
    })
    return any ? [(row) => allowed[column.codes[row] ?? 0] === 1] : []
  })
  return (row) => {
    for (const test of tests) if (test(row)) return true
    return false
  }
}
