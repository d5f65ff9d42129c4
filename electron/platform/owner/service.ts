import type { Readable } from 'node:stream'
import type { Answer } from '@shared/contract/error'
import type { StreamMessage } from '@shared/contract/events'

/** A call as another process hands it over. */
export interface ForwardedCall {
  name: string
  input: unknown
  session?: string | undefined
  locale?: string | undefined
}

/** What became of the wish for another window: a shell without a browser gives its one-time address instead. */
export interface Activation {
  opened: boolean
  url?: string
}

/** What the owner of a data folder does for processes that came second. */
export interface OwnerService {
  execute(call: ForwardedCall): Promise<Answer<unknown>>
  subscribe(
    session: string | undefined,
    since: { run: string; seq: number } | undefined,
    deliver: (message: StreamMessage) => void,
  ): () => void
  receive(stream: Readable, name: string, session: string | undefined): Promise<Answer<{ fileId: string }>>
  /** Opens another window. */
  activate(): Promise<Activation>
}
