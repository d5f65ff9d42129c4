import { brokenBit, type RowIndex, type Separator } from './row-index'
import { type Code, i32, local, loopWhile, v128, type WasmFunction, wasmModule, when } from './wasm-writer'

/** Bytes looked at in one step. */
const step = 16
/** The last step may look so far behind the end. */
const slack = 2 * step
const pageBytes = 65_536
const lineFeed = 10
const quote = 34

// Parameters, then locals, of both functions.
const [at, end, separator, marks, rows] = [0, 1, 2, 3, 4] as const
const [bits, here, mark, row, inside, carry, broken, quotes] = [5, 6, 7, 8, 9, 10, 11, 12] as const
const [bytes, separators, feeds, second] = [13, 14, 15, 16] as const
const locals = [...Array.from({ length: 8 }, () => i32.type), ...Array.from({ length: 4 }, () => v128.type)]

const { get, set } = local
const addTo = (index: number, value: number): Code => set(index, i32.add(get(index), i32.const(value)))
/** Bits of bytes behind the end are no bits. */
const cutBits = (index: number): Code =>
  when(
    i32.below(i32.sub(get(end), get(at)), i32.const(step)),
    set(index, i32.and(get(index), i32.sub(i32.shl(i32.const(1), i32.sub(get(end), get(at))), i32.const(1)))),
  )
const noteMark: Code = [...i32.store(get(mark), get(here)), ...addTo(mark, 4)]
/** How many marks there are, with the flag of a line break in quotes. */
const marksSoFar: Code = i32.shr(i32.sub(get(mark), get(marks)), i32.const(2))
const noteRow: Code = [...i32.store(get(row), i32.or(marksSoFar, get(broken))), ...addTo(row, 4), ...set(broken, i32.const(0))]
const eachBit = (...body: Code[]): Code =>
  loopWhile(get(bits), set(here, i32.add(get(at), i32.trailingZeros(get(bits)))), ...body, set(bits, i32.and(get(bits), i32.sub(get(bits), i32.const(1)))))
const start: Code = [
  ...set(mark, get(marks)),
  ...set(row, get(rows)),
  ...set(separators, v128.splat8(get(separator))),
  ...set(feeds, v128.splat8(i32.const(lineFeed))),
]
const answer: Code = i32.shr(i32.sub(get(row), get(rows)), i32.const(2))
const isFeed: Code = i32.equal(i32.load8(get(here)), i32.const(lineFeed))

/** Ends of cells before a separator with a backtick behind it. */
const pairs: WasmFunction = {
  name: 'pairs',
  parameters: 5,
  locals,
  body: [
    ...start,
    ...set(second, v128.splat8(i32.const(0x60))),
    ...loopWhile(
      i32.below(get(at), get(end)),
      set(bytes, v128.load(get(at))),
      set(
        bits,
        v128.bitmask8(
          v128.or(
            v128.and(v128.equal8(get(bytes), get(separators)), v128.equal8(v128.load(get(at), 1), get(second))),
            v128.equal8(get(bytes), get(feeds)),
          ),
        ),
      ),
      cutBits(bits),
      eachBit(noteMark, when(isFeed, noteRow)),
      addTo(at, step),
    ),
    ...answer,
  ],
}

const spread = (shift: number): Code => set(inside, i32.xor(get(inside), i32.shl(get(inside), i32.const(shift))))

/** Ends of cells outside of quotes: a bit of `inside` is set where the number of quotes up to it is odd. */
const quoted: WasmFunction = {
  name: 'quoted',
  parameters: 5,
  locals,
  body: [
    ...start,
    ...set(second, v128.splat8(i32.const(quote))),
    ...loopWhile(
      i32.below(get(at), get(end)),
      set(bytes, v128.load(get(at))),
      set(quotes, v128.bitmask8(v128.equal8(get(bytes), get(second)))),
      set(inside, get(carry)),
      when(get(quotes), [
        ...set(inside, get(quotes)),
        ...[1, 2, 4, 8].flatMap(spread),
        ...set(inside, i32.and(i32.xor(get(inside), get(carry)), i32.const(0xffff))),
        // All ones where the next step begins in quotes.
        ...set(carry, i32.and(i32.sub(i32.const(0), i32.shr(get(inside), i32.const(15))), i32.const(0xffff))),
      ]),
      set(
        bits,
        i32.or(
          v128.bitmask8(v128.equal8(get(bytes), get(feeds))),
          i32.and(v128.bitmask8(v128.equal8(get(bytes), get(separators))), i32.xor(get(inside), i32.const(0xffff))),
        ),
      ),
      cutBits(bits),
      eachBit(
        when(
          isFeed,
          when(
            i32.and(i32.shr(get(inside), i32.sub(get(here), get(at))), i32.const(1)),
            set(broken, i32.const(brokenBit)),
            [...noteMark, ...noteRow],
          ),
          noteMark,
        ),
      ),
      addTo(at, step),
    ),
    ...answer,
  ],
}

type Look = (start: number, end: number, separator: number, marks: number, rows: number) => number

let compiled: WebAssembly.Module | undefined

/** Sixteen bytes in a step; answers the same as {@link PlainRowIndex}. */
export class KernelRowIndex implements RowIndex {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly marks: Uint32Array
  readonly rows: Uint32Array
  readonly #look: Look
  readonly #separator: Separator

  constructor(size: number, separator: Separator) {
    const aligned = Math.ceil((size + slack) / step) * step
    const memory = new WebAssembly.Memory({ initial: Math.ceil((aligned + size * 8) / pageBytes) })
    compiled ??= new WebAssembly.Module(wasmModule([pairs, quoted]))
    const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
    // The module was written above: these are its functions.
    this.#look = exports[separator.next === 0 ? 'quoted' : 'pairs'] as Look
    this.#separator = separator
    this.bytes = new Uint8Array(memory.buffer, 0, size)
    this.marks = new Uint32Array(memory.buffer, aligned, size)
    this.rows = new Uint32Array(memory.buffer, aligned + size * 4, size)
  }

  run(start: number, end: number): number {
    return this.#look(start, end, this.#separator.byte, this.marks.byteOffset, this.rows.byteOffset)
  }
}
