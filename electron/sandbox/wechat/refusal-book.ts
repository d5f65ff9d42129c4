/** One refused call as `cgi-bin/openapi/rid/get` tells it (wechat-links-qr §5). */
export interface NotedRefusal {
  rid: string
  /** Account whose call it was; empty when that could not be told. */
  appId: string
  /** Milliseconds since 1970. */
  at: number
  /** Path and query, the token in it shortened. */
  url: string
  /** Secrets in it are masked. */
  requestBody: string
  responseBody: string
}

const remembered = 10_000
const stored = 50

/** Refusals by request id. Those longer ago stay for a while, so that they are told apart from unknown ones. */
export class RefusalBook {
  readonly #refusals = new Map<string, NotedRefusal>()

  note(refusal: NotedRefusal): void {
    this.#refusals.set(refusal.rid, refusal)
    const [oldest] = this.#refusals.keys()
    if (this.#refusals.size > remembered && oldest !== undefined) this.#refusals.delete(oldest)
  }

  find(rid: string): NotedRefusal | undefined {
    return this.#refusals.get(rid)
  }

  /** The newest few: what an operator may still want to look up after a restart. */
  stored(): NotedRefusal[] {
    return [...this.#refusals.values()].slice(-stored)
  }

  replaceBy(refusals: readonly NotedRefusal[]): void {
    this.#refusals.clear()
    for (const refusal of refusals) this.note(refusal)
  }
}
