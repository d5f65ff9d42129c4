/**
 * Which window uses which session. A session belongs to the window that used its handle first; another window that
 * shows the same handle got it by a way that is none of ours and is treated as not signed in.
 */
export class WindowSessions {
  readonly #windowOf = new Map<string, number>()

  /** The handle if it is this window's, else undefined. */
  claim(windowId: number, handle: string | undefined): string | undefined {
    if (handle === undefined) return undefined
    const owner = this.#windowOf.get(handle)
    if (owner !== undefined && owner !== windowId) return undefined
    this.#windowOf.set(handle, windowId)
    return handle
  }

  /** Forgets a window that was closed. @returns the handles that were its own */
  release(windowId: number): string[] {
    const handles = [...this.#windowOf].filter(([, owner]) => owner === windowId).map(([handle]) => handle)
    for (const handle of handles) this.#windowOf.delete(handle)
    return handles
  }
}
