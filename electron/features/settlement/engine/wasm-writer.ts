/**
 * Writes small WebAssembly modules, so that what is too slow in JavaScript can stand in the source instead of in a
 * binary: code is lists of bytes, put together by functions named as in the text format.
 * Source: WebAssembly Core Specification 2.0, §5 (binary format), with fixed-width SIMD.
 */
export type Code = readonly number[]

export function unsigned(value: number): number[] {
  const bytes: number[] = []
  let rest = value >>> 0
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
    rest >>>= 7
  } while (rest > 0)
  return bytes
}

function signed(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value | 0; ; rest >>= 7) {
    const ends = (rest >= -64 && rest < 64)
    bytes.push((rest & 0x7f) | (ends ? 0 : 0x80))
    if (ends) return bytes
  }
}

const vector = (opcode: number): number[] => [0xfd, ...unsigned(opcode)]
const ofTwo = (opcode: Code) => (left: Code, right: Code): number[] => [...left, ...right, ...opcode]
const ofOne = (opcode: Code) => (value: Code): number[] => [...value, ...opcode]

export const i32 = {
  type: 0x7f,
  const: (value: number): number[] => [0x41, ...signed(value)],
  add: ofTwo([0x6a]),
  sub: ofTwo([0x6b]),
  and: ofTwo([0x71]),
  or: ofTwo([0x72]),
  xor: ofTwo([0x73]),
  shl: ofTwo([0x74]),
  shr: ofTwo([0x76]),
  equal: ofTwo([0x46]),
  below: ofTwo([0x49]),
  isZero: ofOne([0x45]),
  trailingZeros: ofOne([0x68]),
  load8: ofOne([0x2d, 0, 0]),
  store: (at: Code, value: Code): number[] => [...at, ...value, 0x36, 2, 0],
}

export const v128 = {
  type: 0x7b,
  /** @param offset added to the place */
  load: (at: Code, offset = 0): number[] => [...at, ...vector(0), 0, ...unsigned(offset)],
  splat8: ofOne(vector(15)),
  equal8: ofTwo(vector(35)),
  and: ofTwo(vector(78)),
  or: ofTwo(vector(80)),
  bitmask8: ofOne(vector(100)),
}

export const local = {
  get: (index: number): number[] => [0x20, ...unsigned(index)],
  set: (index: number, value: Code): number[] => [...value, 0x21, ...unsigned(index)],
}

/** Runs `body` again as long as `condition` holds. */
export function loopWhile(condition: Code, ...body: Code[]): number[] {
  return [0x02, 0x40, 0x03, 0x40, ...condition, 0x45, 0x0d, 1, ...body.flat(), 0x0c, 0, 0x0b, 0x0b]
}

export function when(condition: Code, then: Code, otherwise: Code = []): number[] {
  return [...condition, 0x04, 0x40, ...then, ...(otherwise.length > 0 ? [0x05, ...otherwise] : []), 0x0b]
}

export interface WasmFunction {
  name: string
  /** All are `i32`; so is what it answers. */
  parameters: number
  /** Types of the locals behind the parameters. */
  locals: readonly number[]
  /** Leaves its answer on the stack. */
  body: Code
}

/** A module of such functions over an imported memory `env.memory`. */
export function wasmModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: Code) => [id, ...unsigned(content.length), ...content]
  const list = (items: readonly Code[]) => [...unsigned(items.length), ...items.flat()]
  const name = (text: string) => list([...Buffer.from(text)].map((byte) => [byte]))
  const types = functions.map(({ parameters }) => [0x60, ...list(Array.from({ length: parameters }, () => [i32.type])), 1, i32.type])
  const code = functions.map(({ locals, body }) => {
    const bytes = [...list(locals.map((type) => [1, type])), ...body, 0x0b]
    return [...unsigned(bytes.length), ...bytes]
  })
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list(types)),
    ...section(2, list([[...name('env'), ...name('memory'), 2, 0, 1]])),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(7, list(functions.map((each, index) => [...name(each.name), 0, ...unsigned(index)]))),
    ...section(10, list(code)),
  ])
}
