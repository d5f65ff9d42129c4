/** The event subscriptions of all windows. A page that goes away takes its own with it. */
export class Subscriptions {
  readonly #stops = new Map<number, Map<number, () => void>>()

  /** Starts one; `start` answers how to end it. A second one under the same number replaces the first. */
  add(windowId: number, id: number, start: () => () => void): void {
    this.end(windowId, id)
    const own = this.#stops.get(windowId) ?? new Map<number, () => void>()
    this.#stops.set(windowId, own)
    own.set(id, start())
  }

  end(windowId: number, id: number): void {
    const own = this.#stops.get(windowId)
    own?.get(id)?.()
    own?.delete(id)
  }

  endAll(windowId: number): void {
    for (const stop of this.#stops.get(windowId)?.values() ?? []) stop()
    this.#stops.delete(windowId)
  }

  get size(): number {
    return [...this.#stops.values()].reduce((sum, own) => sum + own.size, 0)
  }
}
