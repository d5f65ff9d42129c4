import { describe, expect, it } from 'vitest'
import { QR_LEVELS } from './level'
import { qrMatrix } from './matrix'
import { qrSvg, type QrSvgOptions } from './svg'

function svgOf(text: string, options: QrSvgOptions): string {
  const result = qrSvg(text, options)
  if (!result.ok) throw new Error(result.reason)
  return result.svg
}

/** Cells that path data fills: a cell is inside if an odd number of vertical edges stands left of it. */
function filledCells(data: string, side: number): number[] {
  const edges = new Uint8Array(side * side)
  let x = 0
  let y = 0
  let startY = 0
  const vertical = (to: number) => {
    for (let row = Math.min(y, to); row < Math.max(y, to); row++) {
      edges[row * side + x] = (edges[row * side + x] ?? 0) ^ 1
    }
    y = to
  }
  for (const [, command, first, second] of data.matchAll(/([Mhvz])(-?\d+)?(?: (-?\d+))?/g)) {
    if (command === 'M') [x, y, startY] = [Number(first), Number(second), Number(second)]
    else if (command === 'h') x += Number(first)
    else vertical(command === 'z' ? startY : y + Number(first))
  }
  const cells: number[] = []
  for (let row = 0; row < side; row++) {
    let inside = 0
    for (let column = 0; column < side; column++) cells.push((inside ^= edges[row * side + column] ?? 0))
  }
  return cells
}

describe('qrSvg', () => {
  it('draws exactly the cells of the matrix, inside the quiet zone', () => {
    const scheme = 'weixin://dl/business/?appid=wx0123456789abcdef&path=pages%2Findex'
    for (const text of ['A', '前台扫码入住 🧧', scheme.repeat(4)]) {
      for (const level of QR_LEVELS) {
        const result = qrMatrix(text, { level })
        if (!result.ok) throw new Error(result.reason)
        const { size, cells } = result.matrix
        const side = size + 10
        const svg = svgOf(text, { level, margin: 5 })
        expect(svg).toContain(`viewBox="0 0 ${side} ${side}"`)
        const drawn = filledCells(/<path d="([^"]+)"/.exec(svg)?.[1] ?? '', side)
        const wanted = drawn.map((_, at) => {
          const x = (at % side) - 5
          const y = Math.floor(at / side) - 5
          return x >= 0 && y >= 0 && x < size && y < size ? (cells[y * size + x] ?? 0) : 0
        })
        expect(drawn).toEqual(wanted)
      }
    }
  })

  it('is one path, crisp, white behind, with no way to carry a script', () => {
    const svg = svgOf('weixin://dl/business/?t=AbCdEfGhIjK', { level: 'M', size: 240 })
    expect(svg.match(/<path/g)).toHaveLength(1)
    expect(svg).toContain('shape-rendering="crispEdges"')
    expect(svg).toContain('width="240" height="240"')
    expect(svg).toContain('fill="#fff"')
    expect(svg.length).toBeLessThan(6000)
  })

  it('never gives less than four cells of quiet zone', () => {
    expect(svgOf('A', { level: 'L', margin: 0 })).toBe(svgOf('A', { level: 'L', margin: 4 }))
  })

  it('escapes title and caption and leaves out what XML forbids', () => {
    const svg = svgOf('A', { level: 'L', title: `"</title><script>'`, caption: '客房 <b> & \u0000\u000b🧧\ud83d' })
    expect(svg).toContain('<title>&quot;&lt;/title&gt;&lt;script&gt;&#39;</title>')
    expect(svg).toContain('>客房 &lt;b&gt; &amp; 🧧\ufffd</text>')
    expect(svg).not.toContain('<script')
  })

  it('makes room for the caption and the mark under the quiet zone, and keeps a long caption on its line', () => {
    const height = (svg: string) => Number(/viewBox="0 0 29 (\d+)"/.exec(svg)?.[1])
    expect(height(svgOf('A', { level: 'L' }))).toBe(29)
    const short = svgOf('A', { level: 'L', caption: '306' })
    const long = svgOf('A', { level: 'L', caption: '上海虹桥店三楼会议室门口的立牌'.repeat(2) })
    expect(height(short)).toBeGreaterThan(31)
    const letters = Number(/font-size="([\d.]+)"/.exec(long)?.[1])
    expect(letters * 30).toBeLessThanOrEqual(29)
    const marked = svgOf('A', { level: 'L', mark: true, caption: '306' })
    expect(height(marked)).toBeGreaterThan(height(short))
    expect(marked.match(/<path/g)).toHaveLength(2)
  })

  it('scales the height with the width asked for', () => {
    const svg = svgOf('A', { level: 'L', size: 290, caption: '306' })
    const [, boxHeight, height] = /viewBox="0 0 29 (\d+)" width="290" height="([\d.]+)"/.exec(svg) ?? []
    expect(Number(height)).toBe(Number(boxHeight) * 10)
  })

  it('passes on why there is no code', () => {
    expect(qrSvg('', { level: 'M' })).toMatchObject({ ok: false, reason: 'empty' })
  })
})
