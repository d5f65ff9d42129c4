import type { StreamMessage } from '@shared/contract/events'
import type { FileTicket } from '@shared/contract/values'

/** Everything that a window asks for. */
export const callChannel = 'minidesk:call'
/** Everything that a window is told. */
export const eventChannel = 'minidesk:event'

/** What goes over {@link callChannel}; each is answered with an `Answer`. */
export type Call =
  | { kind: 'command'; name: string; input: unknown; session: string | undefined; locale: string }
  | { kind: 'uploadPath'; path: string; session: string | undefined }
  | { kind: 'uploadBytes'; bytes: ArrayBuffer; name: string; session: string | undefined }
  | { kind: 'save'; ticket: FileTicket }
  | { kind: 'read'; ticket: FileTicket }
  | {
      kind: 'follow'
      id: number
      session: string | undefined
      since: { run: string; seq: number } | undefined
    }
  | { kind: 'unfollow'; id: number }
  | { kind: 'openExternal'; url: string }

/** What goes over {@link eventChannel}; `id` is the one that the window gave its subscription. */
export interface Told {
  id: number
  message: StreamMessage
}
