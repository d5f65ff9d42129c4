import { describe, expect, it } from 'vitest'
import { MAX_FILE_NAME_BYTES, safeFileName, uniqueNames } from './index'

const safe = (name: string) => safeFileName(name, { fallback: '未命名' })
const bytes = (text: string) => new TextEncoder().encode(text).length

describe('safeFileName', () => {
  it('leaves a good name alone', () => {
    for (const name of ['上海虹桥店 306 房.png', 'a-b_c (1).tar.gz', '👨‍👩‍👧 家庭房.png', 'O’Neil & Söhne, 50%.csv', '~x']) {
      expect(safe(name)).toBe(name)
    }
  })

  it.each([
    ['../../etc/passwd', '_._etc_passwd'],
    ['..\\..\\x.png', '_._x.png'],
    ['C:\\a.png', 'C__a.png'],
    ['a.png:evil.exe', 'a.png_evil.exe'],
    ['a<b>c|d?e*f"g.png', 'a_b_c_d_e_f_g.png'],
    ['a\u0000b\u001fc\u007fd\u0085.png', 'a_b_c_d_.png'],
    ['a\tb\n c\u2028d\u3000e.png', 'a b c d e.png'],
    ['发票\u202Egnp.exe', '发票gnp.exe'],
    ['\u200Ba\u2066b\uFEFF.png', 'ab.png'],
    ['name. . .', 'name'],
    ['  .hidden', 'hidden'],
    ['a...b..png', 'a.b.png'],
    ['cafe\u0301.png', 'caf\u00e9.png'],
    ['half\ud83d.png', 'half_.png'],
  ])('makes %j safe', (name, expected) => {
    expect(safe(name)).toBe(expected)
  })

  it('keeps clear of the names of Windows devices, with any extension and case', () => {
    for (const name of ['CON', 'con.png', 'Nul.tar.gz', 'COM1.txt', 'lpt³.txt', 'aux .png', 'CONIN$', 'prn.']) {
      expect(safe(name)).toMatch(/^_/)
    }
    for (const name of ['console.png', 'com10.txt', 'nullable', 'a.con']) expect(safe(name)).toBe(name)
  })

  it('uses the fallback where nothing is left, and makes that safe too', () => {
    for (const name of ['', '.', '..', ' ... ', '\u202e\u200b']) expect(safe(name)).toBe('未命名')
    expect(safeFileName('..', { fallback: 'a/b' })).toBe('a_b')
    expect(safeFileName('..', { fallback: '..' })).toBe('_')
  })

  it('shortens to 120 bytes at a whole character and keeps the extension', () => {
    const chinese = safe(`${'房'.repeat(100)}.png`)
    expect(chinese).toBe(`${'房'.repeat(38)}.png`)
    const family = safe(`${'👨‍👩‍👧'.repeat(20)}.png`)
    expect(family).toBe(`${'👨‍👩‍👧'.repeat(6)}.png`)
    expect(safe('x'.repeat(5000))).toBe('x'.repeat(120))
    expect(safe(`con.${'x'.repeat(200)}`)).toHaveLength(120)
    expect(safe(`a${'\u0301'.repeat(300)}.png`)).toBe('未命名')
  })

  it('takes no longer for a hostile name than for its length', () => {
    const started = performance.now()
    safe(`a${'. '.repeat(200_000)}b`)
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('keeps every promise for any input, and changes nothing the second time', () => {
    const alphabet = [
      ...['a', 'Z', '.', ' ', '/', '\\', ':', '<', '\n', '\u0000', '\u202e', '\u200d', '\ufeff', '\ud83d', '\u0338'],
      ...['房', '🧧', 'con', 'e\u0301', '.png', '(2)', '%2e', '\u212a', 'x'.repeat(60)],
    ]
    let seed = 1
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647
    for (let round = 0; round < 5000; round++) {
      const length = Math.floor(random() * 12)
      const name = Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')
      const result = safe(name)
      expect(bytes(result)).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES)
      expect(result).not.toMatch(/[/\\:*?"<>|\p{Cc}\u202a-\u202e\u2066-\u2069]|\.\.|^[. ]|[. ]$|^$/u)
      expect(result).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d) *(?:\.|$)/i)
      expect(result.isWellFormed()).toBe(true)
      expect(result).toBe(result.normalize('NFC'))
      expect(safe(result)).toBe(result)
    }
  })
})

describe('uniqueNames', () => {
  it('numbers what a system without case would take for the same', () => {
    const unique = uniqueNames()
    expect(['a.png', 'a.png', 'A.PNG', 'b.png', 'a (2).png', 'a'].map(unique)).toEqual([
      'a.png',
      'a (2).png',
      'A (3).PNG',
      'b.png',
      'a (2) (2).png',
      'a',
    ])
    expect(unique('STRASSE')).toBe('STRASSE')
    expect(unique('straße')).toBe('straße (2)')
  })

  it('numbers the last segment of a path only', () => {
    const unique = uniqueNames()
    expect(['x.y/a', 'x.y/a', 'z/a'].map(unique)).toEqual(['x.y/a', 'x.y/a (2)', 'z/a'])
    expect(['V1.2 房型', 'V1.2 房型'].map(unique)).toEqual(['V1.2 房型', 'V1.2 房型 (2)'])
  })

  it('keeps a long name within the limit', () => {
    const unique = uniqueNames()
    const long = safe(`${'房'.repeat(100)}.png`)
    const names = Array.from({ length: 12 }, () => unique(long))
    expect(new Set(names).size).toBe(12)
    for (const name of names) expect(bytes(name)).toBeLessThanOrEqual(MAX_FILE_NAME_BYTES)
    expect(names[11]).toMatch(/ \(12\)\.png$/)
  })

  it('names ten thousand equal rows without slowing down', () => {
    const unique = uniqueNames()
    const names = Array.from({ length: 10_000 }, () => unique('码.png'))
    expect(new Set(names).size).toBe(10_000)
    expect(names.at(-1)).toBe('码 (10000).png')
  })
})
