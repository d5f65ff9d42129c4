/** A ticket as the client of WeChat gives it; times in milliseconds since 1970. */
export interface FetchedTicket {
  ticket: string
  fetchedAt: number
  endsAt: number
}

/** Former tickets of one account that are still worth a try. */
const keptBefore = 3

/**
 * The tickets that were seen since the program started, by AppID: to say how old the present one is, and whether a page
 * was signed with a former one. In memory only.
 */
export class TicketBook {
  readonly #seen = new Map<string, FetchedTicket[]>()

  /** Notes the ticket that is in force now. */
  note(appId: string, ticket: FetchedTicket): void {
    const before = this.#seen.get(appId) ?? []
    if (before[0]?.ticket === ticket.ticket) before[0] = ticket
    else this.#seen.set(appId, [ticket, ...before].slice(0, 1 + keptBefore))
  }

  present(appId: string): FetchedTicket | undefined {
    return this.#seen.get(appId)?.[0]
  }

  /** The tickets before the present one, the newest first. */
  former(appId: string): string[] {
    return (this.#seen.get(appId) ?? []).slice(1).map(({ ticket }) => ticket)
  }
}
