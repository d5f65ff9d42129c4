import type { Answer } from '@shared/contract/error'
import type { StreamMessage } from '@shared/contract/events'
import type { FileTicket } from '@shared/contract/values'

/** What a shell gives a window: calls, events, and files both ways. Everything else is built on these. */
export interface Transport {
  invoke(name: string, input: unknown, options: CallOptions): Promise<Answer<unknown>>
  /** Hands a file in; `progress` counts bytes from 0 to 1 where the shell can tell. */
  upload(file: File, options: CallOptions): Promise<Answer<{ fileId: string }>>
  /** Saves the file behind a ticket where the person wants it. False when the person changed their mind. */
  save(ticket: FileTicket): Promise<boolean>
  /** The bytes behind a ticket, to be shown here: a picture. Undefined when the ticket is used up or the file too large. */
  read(ticket: FileTicket): Promise<Blob | undefined>
  /** Where a report behind a ticket is shown in a frame without rights; works once. */
  frameAddress(ticket: FileTicket): string
  /** Follows what happens until `signal` aborts; resolves when the stream broke off. */
  follow(
    since: { run: string; seq: number } | undefined,
    deliver: (message: StreamMessage) => void,
    options: CallOptions,
  ): Promise<void>
  /** Opens an address in the system's browser. */
  openExternal(url: string): void
}

export interface CallOptions {
  session: string | undefined
  locale: string
  signal?: AbortSignal | undefined
}
