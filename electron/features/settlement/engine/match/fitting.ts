import type { Limits } from './limits'

/** Things that have an amount and a time: rows, or groups of rows by their sum. */
export interface Items {
  count: number
  /** Items of different buckets never fit: currency and class of kinds as one number. */
  bucket: Float64Array
  /** Bits of the numbers that it tells, at most two; items that tell the same one never fit. */
  tells: Uint8Array
  amount: Float64Array
  at: Float64Array
}

export interface Fitted {
  /** Indexes of items that fit each other and nothing else. */
  pairs: [left: number, right: number][]
  /** Items that hang together because they fit several. */
  doubts: { left: number[]; right: number[] }[]
}

/** What a person keeps apart. */
export interface Apart {
  some: (left: number) => boolean
  both: (left: number, right: number) => boolean
}

/** Where in the sorted right items a left one fits: from, until. */
type Span = [from: number, until: number]

/**
 * Finds what fits in amount and time, without looking at every pair: right items are sorted by bucket, amount and time, so
 * that all that fit a left one stand together in few spans. n log n, however many amounts are equal.
 */
export function fitItems(left: Items, right: Items, limits: Limits, apart: Apart): Fitted {
  const shelf = new Shelf(right)
  const spans: Span[][] = []
  // How many left items fit each right one: the ends of spans, added up.
  const ends = new Int32Array(shelf.order.length + 1)
  for (let item = 0; item < left.count; item += 1) {
    const near = shelf.fitting(left, item, limits)
    const found = apart.some(item) ? near.flatMap((span) => shelf.without(span, (other) => apart.both(item, other))) : near
    spans.push(found)
    for (const [from, until] of found) {
      ends[from] = (ends[from] ?? 0) + 1
      ends[until] = (ends[until] ?? 0) - 1
    }
  }
  let fitting = 0
  const asked = ends.map((change) => (fitting += change))
  const pairs: Fitted['pairs'] = []
  const doubtful: number[] = []
  for (const [item, found] of spans.entries()) {
    const [first] = found
    if (!first) continue
    const isOnly = found.length === 1 && first[1] - first[0] === 1
    if (isOnly && asked[first[0]] === 1) pairs.push([item, shelf.order[first[0]] ?? 0])
    else doubtful.push(item)
  }
  return { pairs, doubts: together(doubtful, spans, shelf.order) }
}

/** Right items, sorted, with the places where an amount begins. */
class Shelf {
  readonly order: Int32Array
  readonly #items: Items
  /** Place in `order` at which each amount of a bucket begins, and the end of all. */
  readonly #begins: number[] = []
  /** Indexes into `begins`: first amount of a bucket and the one after its last. */
  readonly #buckets = new Map<number, Span>()

  constructor(items: Items) {
    this.#items = items
    const { amount, at } = items
    // What an item tells parts its bucket.
    const bucket = items.bucket.map((number, item) => number * 4 + (items.tells[item] ?? 0))
    const known: number[] = []
    for (let item = 0; item < items.count; item += 1) if (!Number.isNaN(amount[item])) known.push(item)
    this.order = Int32Array.from(known).sort((one, other) => {
      const byBucket = (bucket[one] ?? 0) - (bucket[other] ?? 0)
      if (byBucket !== 0) return byBucket
      const byAmount = (amount[one] ?? 0) - (amount[other] ?? 0)
      // Without a time first, so that a search by time finds its way.
      return byAmount === 0 ? byTime(timeOf(at, one), timeOf(at, other)) : byAmount
    })
    this.order.forEach((item, place) => {
      const before = place === 0 ? undefined : this.order[place - 1]
      const isNewBucket = before === undefined || bucket[before] !== bucket[item]
      if (isNewBucket) this.#buckets.set(bucket[item] ?? 0, [this.#begins.length, this.#begins.length])
      if (isNewBucket || amount[before] !== amount[item]) this.#begins.push(place)
      const span = this.#buckets.get(bucket[item] ?? 0)
      if (span) span[1] = this.#begins.length
    })
    this.#begins.push(this.order.length)
  }

  fitting(left: Items, item: number, limits: Limits): Span[] {
    const spans: Span[] = []
    if (Number.isNaN(left.amount[item] ?? NaN)) return spans
    const told = left.tells[item] ?? 0
    for (let tells = 0; tells < 4; tells += 1) {
      const bucket = (tells & told) === 0 ? this.#buckets.get((left.bucket[item] ?? 0) * 4 + tells) : undefined
      if (bucket) this.#fittingIn(bucket, left.amount[item] ?? NaN, left.at[item] ?? NaN, limits, spans)
    }
    return spans
  }

  #fittingIn(bucket: Span, amount: number, at: number, limits: Limits, spans: Span[]): void {
    // Tolerance grows with the larger amount; it is found by going outwards from the own one.
    const middle = this.#place(bucket, amount)
    for (let index = middle; index < bucket[1] && this.#isWithin(index, amount, limits); index += 1) this.#inTime(index, at, limits, spans)
    for (let index = middle - 1; index >= bucket[0] && this.#isWithin(index, amount, limits); index -= 1) this.#inTime(index, at, limits, spans)
  }

  #isWithin(index: number, amount: number, limits: Limits): boolean {
    const other = this.#amountAt(index)
    return Math.abs(amount - other) <= limits.tolerance(amount, other)
  }

  #amountAt(index: number): number {
    return this.#items.amount[this.order[this.#begins[index] ?? 0] ?? 0] ?? NaN
  }

  /** The first amount of a bucket that is not less. */
  #place([from, until]: Span, amount: number): number {
    let low = from
    let high = until
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#amountAt(middle) < amount) low = middle + 1
      else high = middle
    }
    return low
  }

  #inTime(index: number, at: number, limits: Limits, spans: Span[]): void {
    const begin = this.#begins[index] ?? 0
    const end = this.#begins[index + 1] ?? 0
    if (limits.windowMs === Infinity) {
      spans.push([begin, end])
      return
    }
    if (Number.isNaN(at)) return
    const from = this.#firstAt(begin, end, at - limits.windowMs)
    const until = this.#firstAt(from, end, at + limits.windowMs + 1)
    if (from < until) spans.push([from, until])
  }

  #firstAt(begin: number, end: number, at: number): number {
    let low = begin
    let high = end
    while (low < high) {
      const middle = (low + high) >> 1
      if (timeOf(this.#items.at, this.order[middle] ?? 0) < at) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Leaves out what a person keeps apart. */
  without(span: Span, isApart: (other: number) => boolean): Span[] {
    const parts: Span[] = []
    let from = span[0]
    for (let place = span[0]; place < span[1]; place += 1) {
      if (!isApart(this.order[place] ?? 0)) continue
      if (from < place) parts.push([from, place])
      from = place + 1
    }
    if (from < span[1]) parts.push([from, span[1]])
    return parts
  }
}

const timeOf = (at: Float64Array, item: number): number => {
  const ms = at[item] ?? NaN
  return Number.isNaN(ms) ? -Infinity : ms
}

const byTime = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1)

/** Left items and the right ones of their spans, by what hangs together through others. */
function together(doubtful: readonly number[], spans: readonly Span[][], order: Int32Array): Fitted['doubts'] {
  const runs = runsOf(doubtful, spans, order.length)
  const parent = Int32Array.from({ length: runs.count }, (_, run) => run)
  const root = (run: number): number => {
    let at = run
    while (parent[at] !== at) {
      const up = parent[at] ?? at
      parent[at] = parent[up] ?? up
      at = up
    }
    return at
  }
  for (const item of doubtful) {
    const [first, ...others] = spans[item] ?? []
    for (const span of others) if (first) parent[root(runs.of[span[0]] ?? 0)] = root(runs.of[first[0]] ?? 0)
  }
  const doubts = new Map<number, { left: number[]; right: number[] }>()
  const at = (run: number) => {
    const key = root(run)
    const known = doubts.get(key) ?? { left: [], right: [] }
    doubts.set(key, known)
    return known
  }
  for (const item of doubtful) at(runs.of[spans[item]?.[0]?.[0] ?? 0] ?? 0).left.push(item)
  runs.of.forEach((run, place) => {
    if (run >= 0) at(run).right.push(order[place] ?? 0)
  })
  return [...doubts.values()]
}

/** Places that one span covers are one run; runs that overlap are one. */
function runsOf(doubtful: readonly number[], spans: readonly Span[][], places: number): { of: Int32Array; count: number } {
  const covered = new Int32Array(places + 1)
  const linked = new Int32Array(places + 1)
  for (const item of doubtful) {
    for (const [from, until] of spans[item] ?? []) {
      covered[from] = (covered[from] ?? 0) + 1
      covered[until] = (covered[until] ?? 0) - 1
      linked[from] = (linked[from] ?? 0) + 1
      linked[until - 1] = (linked[until - 1] ?? 0) - 1
    }
  }
  const of = new Int32Array(places).fill(-1)
  let count = 0
  let cover = 0
  let link = 0
  for (let place = 0; place < places; place += 1) {
    cover += covered[place] ?? 0
    if (cover > 0) {
      if (link === 0) count += 1
      of[place] = count - 1
    }
    link += linked[place] ?? 0
  }
  return { of, count }
}
