/** Rows of both sides that hang together, with the first rule that saw them. */
export interface Cluster {
  left: number[]
  right: number[]
  rule: number
}

/** Rows that hang together through others: union-find over the few rows that are in doubt. */
export class Clusters {
  /** Left rows stand for themselves, right rows behind them. */
  readonly #leftRows: number
  readonly #parent = new Map<number, number>()
  readonly #rule = new Map<number, number>()

  constructor(leftRows: number) {
    this.#leftRows = leftRows
  }

  get size(): number {
    return this.#parent.size
  }

  join(left: readonly number[], right: readonly number[], rule: number): void {
    const nodes = [...left, ...right.map((row) => row + this.#leftRows)]
    const [first] = nodes
    if (first === undefined) return
    for (const node of nodes) {
      if (!this.#parent.has(node)) {
        this.#parent.set(node, node)
        this.#rule.set(node, rule)
      }
      this.#parent.set(this.#root(node), this.#root(first))
    }
  }

  /** @param free whether a row is still in doubt; called with the side's own numbering */
  all(free: { left: (row: number) => boolean; right: (row: number) => boolean }): Cluster[] {
    const clusters = new Map<number, Cluster>()
    for (const node of this.#parent.keys()) {
      const isLeft = node < this.#leftRows
      const row = isLeft ? node : node - this.#leftRows
      if (!(isLeft ? free.left(row) : free.right(row))) continue
      const root = this.#root(node)
      const rule = this.#rule.get(node) ?? 0
      const known = clusters.get(root) ?? { left: [], right: [], rule }
      known.rule = Math.min(known.rule, rule)
      ;(isLeft ? known.left : known.right).push(row)
      clusters.set(root, known)
    }
    return [...clusters.values()].filter(({ left, right }) => left.length > 0 && right.length > 0)
  }

  #root(node: number): number {
    let root = node
    for (let up = this.#parent.get(root) ?? root; up !== root; up = this.#parent.get(root) ?? root) {
      // Halves the way for whoever comes next.
      const above = this.#parent.get(up) ?? up
      this.#parent.set(root, above)
      root = above
    }
    return root
  }
}
