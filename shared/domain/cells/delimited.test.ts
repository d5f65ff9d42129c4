import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { describe, expect, it } from 'vitest'
import { scanDelimited } from './delimited'
import { detectDelimiter } from './delimiter'
import { parsePastedCells } from './paste'

const scan = (text: string, delimiter = ',') => [...scanDelimited(text, delimiter, { quotes: 'strict' })]
const records = (text: string, delimiter = ',') =>
  scan(text, delimiter).map((item) => (item.kind === 'record' ? [item.line, ...item.cells] : [item.line, 'BROKEN']))

/** A small fixed sequence, so that a failing table can be made again. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state / 2 ** 32
  }
}

function randomTable(seed: number): string[][] {
  const pieces = ['a', '"', '""', ',', ';', '\t', '\n', '\r\n', ' ', '酒店', '=1+1', '😀', '|', '']
  const next = numbers(seed)
  const pick = (max: number) => Math.floor(next.next().value * max)
  const width = 2 + pick(4)
  const cell = () => Array.from({ length: pick(5) }, () => pieces[pick(pieces.length)] ?? '').join('')
  return Array.from({ length: 1 + pick(6) }, () => ['x', ...Array.from({ length: width }, cell)])
}

describe('scanDelimited', () => {
  it('counts lines through breaks inside quotes, CRLF, LF and CR', () => {
    expect(records('a,b\r\n"1\r\n2\n3",x\ry,z\n\nlast,"q"')).toEqual([
      [1, 'a', 'b'],
      [2, '1\r\n2\n3', 'x'],
      [5, 'y', 'z'],
      [6, ''],
      [7, 'last', 'q'],
    ])
  })

  it('keeps empty cells at the end and a quote in the middle of a cell', () => {
    expect(records('a,\n,5" pipe,""\n')).toEqual([
      [1, 'a', ''],
      [2, '', '5" pipe', ''],
    ])
  })

  it.each([
    ['a\nb\n"never closed,x\ny', 3],
    ['a,b\n"Hotel "Sun",Berlin\n', 2],
    ['a,"x\ny","z" z\n', 2],
  ])('says on which line the bad quote opens: %j', (text, line) => {
    expect(scan(text).at(-1)).toEqual({ kind: 'broken', line })
  })

  it.each([',', '\t', ';', '|'])('agrees with csv-parse on what csv-stringify writes, delimiter %j', (delimiter) => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const table = randomTable(seed)
      const text = stringify(table, {
        delimiter,
        record_delimiter: seed % 2 ? '\r\n' : '\n',
        quoted_match: /[\r\n]/,
      })
      const own = scan(text, delimiter).map((item) => (item.kind === 'record' ? item.cells : 'broken'))
      expect(own).toEqual(table)
      expect(own).toEqual(parse(text, { delimiter, record_delimiter: seed % 2 ? '\r\n' : '\n' }))
    }
  })
})

describe('detectDelimiter', () => {
  it.each([
    ['门店,路径\n"a;b;c;d",x\n', ','],
    ['名称;备注\n1,5;2,5\n3,5;4,5', ';'],
    ['a\tb\tc\n1,2\t3,4\t5,6', '\t'],
    ['a|b\n1|2', '|'],
    ['"a,b,c,d,e";f\n"1,2,3,4,5";6', ';'],
    ['a,b;c\n"x,y";z', ';'],
    ['只有一列\n值', ','],
    ['a,b,c\n1,2\n1,2,3,4\n1,2,3', ','],
    ['', ','],
  ])('%j → %j', (text, delimiter) => expect(detectDelimiter(text)).toBe(delimiter))
})

describe('parsePastedCells', () => {
  it('reads what Excel puts on the clipboard', () => {
    expect(parsePastedCells('门店\t备注\r\n海景\t"两\n行 ""好"""\r\n\r\n"有\t制表"\t\r\n')).toEqual([
      ['门店', '备注'],
      ['海景', '两\n行 "好"'],
      [''],
      ['有\t制表', ''],
    ])
  })

  it('takes a quote that is not closed as text and loses no cell', () => {
    expect(parsePastedCells('"abc\td\n5" x\te')).toEqual([
      ['"abc', 'd'],
      ['5" x', 'e'],
    ])
  })

  it('gives no row for an empty clipboard', () => expect(parsePastedCells('')).toEqual([]))
})
