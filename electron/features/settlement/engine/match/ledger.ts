import type { MatchRule } from '@shared/contract/settlement-reconciliation'
import { Clusters } from './clusters'
import type { Rows } from './number-table'
import type { Side } from './side'

/** The rule of pairs that a person made. */
export const personRule = 'person'

/** Which rows were given to each other, by which rule, and which are in doubt. A row is given once. */
export class Ledger {
  readonly left: Side
  readonly right: Side
  readonly ruleIds: string[]
  groups = 0
  /** Of each group: index into `ruleIds`, and its only or first row of each side. */
  readonly rule: Uint16Array
  readonly leftOf: Int32Array
  readonly rightOf: Int32Array
  /** Members of groups of more than two. */
  readonly many = new Map<number, { left: number[]; right: number[] }>()
  /** Rows whose numbers point to different rows. */
  readonly conflicts: Clusters
  /** Rows that fit several others equally well; what is still free at the end stays in doubt. */
  readonly doubts: Clusters
  readonly #lists = new Map<Side, Int32Array>()
  readonly #apart = new Set<number>()
  readonly #apartLeft = new Set<number>()

  constructor(left: Side, right: Side, rules: readonly MatchRule[]) {
    this.left = left
    this.right = right
    this.ruleIds = [personRule, ...rules.map(({ id }) => id)]
    const most = Math.min(left.rows, right.rows)
    this.rule = new Uint16Array(most)
    this.leftOf = new Int32Array(most)
    this.rightOf = new Int32Array(most)
    this.conflicts = new Clusters(left.rows)
    this.doubts = new Clusters(left.rows)
  }

  pair(left: number, right: number, rule: number): void {
    const group = this.groups
    this.groups = group + 1
    this.rule[group] = rule
    this.leftOf[group] = left
    this.rightOf[group] = right
    this.left.group[left] = group
    this.right.group[right] = group
    this.left.taken[left] = 1
    this.right.taken[right] = 1
  }

  /** Gives all of them to each other; both sides have one at least. */
  give(left: readonly number[], right: readonly number[], rule: number): void {
    const [firstLeft] = left
    const [firstRight] = right
    if (firstLeft === undefined || firstRight === undefined) return
    const group = this.groups
    this.pair(firstLeft, firstRight, rule)
    if (left.length === 1 && right.length === 1) return
    this.many.set(group, { left: [...left], right: [...right] })
    for (const row of left) {
      this.left.group[row] = group
      this.left.taken[row] = 1
    }
    for (const row of right) {
      this.right.group[row] = group
      this.right.taken[row] = 1
    }
  }

  members(group: number): { left: readonly number[]; right: readonly number[] } {
    return this.many.get(group) ?? { left: [this.leftOf[group] ?? 0], right: [this.rightOf[group] ?? 0] }
  }

  /** A person parted them: no rule gives them to each other again. */
  keepApart(left: number, right: number): void {
    this.#apart.add(left * this.right.rows + right)
    this.#apartLeft.add(left)
  }

  get hasAnyApart(): boolean {
    return this.#apartLeft.size > 0
  }

  isApartFromSome(left: number): boolean {
    return this.#apartLeft.has(left)
  }

  isApart(left: number, right: number): boolean {
    return this.#apartLeft.size > 0 && this.#apartLeft.has(left) && this.#apart.has(left * this.right.rows + right)
  }

  hasApart(left: readonly number[], right: readonly number[]): boolean {
    if (this.#apartLeft.size === 0) return false
    return left.some((row) => this.#apartLeft.has(row) && right.some((other) => this.isApart(row, other)))
  }

  /** Rows whose kinds a rule looks at and that are still free; good until the side is asked for again. */
  free(side: Side, classes: Uint8Array, spec: { withHeld: boolean }): Rows {
    const list = this.#list(side)
    let count = 0
    const { kind, taken, takesPart, held } = side
    const skipHeld = spec.withHeld ? 2 : 1
    for (let row = 0; row < side.rows; row += 1) {
      if (taken[row] !== 0 || takesPart[row] === 0 || classes[kind[row] ?? 0] === 0) continue
      if ((held[row] ?? 0) >= skipHeld) continue
      list[count] = row
      count += 1
    }
    return { list, count }
  }

  #list(side: Side): Int32Array {
    const known = this.#lists.get(side)
    if (known) return known
    const list = new Int32Array(side.rows)
    this.#lists.set(side, list)
    return list
  }

  /** Rows of one number that no rule can tell apart: other numbers and sums may still help, amount and time alone may not. */
  hold(left: readonly number[], right: readonly number[], rule: number): void {
    this.doubts.join(left, right, rule)
    for (const row of left) this.left.held[row] = 1
    for (const row of right) this.right.held[row] = 1
  }

  /** Takes rows out for good: their numbers contradict each other. */
  setAside(left: readonly number[], right: readonly number[], rule: number): void {
    this.conflicts.join(left, right, rule)
    for (const row of left) this.left.taken[row] = 1
    for (const row of right) this.right.taken[row] = 1
  }
}
