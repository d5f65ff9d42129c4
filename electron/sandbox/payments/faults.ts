import type { StandInFault } from './types'

/** Which faults a stand-in was told to show, and whose turn it is. */
export class StandInFaults {
  readonly #faults: { fault: StandInFault; left: number }[] = []
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  set(fault: StandInFault): void {
    this.#faults.push({ fault, left: fault.times ?? Infinity })
  }

  clear(): void {
    this.#faults.length = 0
  }

  /** The fault of a kind that a call meets now; using it up counts. */
  take<K extends StandInFault['kind']>(kind: K, path: string): Extract<StandInFault, { kind: K }> | undefined {
    for (const entry of this.#faults) {
      const { fault } = entry
      if (fault.kind !== kind || entry.left <= 0) continue
      if (fault.path !== undefined && !path.includes(fault.path)) continue
      if ('share' in fault && fault.share !== undefined && this.#random() >= fault.share) continue
      entry.left -= 1
      return fault as Extract<StandInFault, { kind: K }>
    }
    return undefined
  }
}
