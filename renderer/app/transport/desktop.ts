import type { Answer } from '@shared/contract/error'
import type { StreamMessage } from '@shared/contract/events'
import type { FileTicket } from '@shared/contract/values'
import type { Transport } from './transport'

/** What the desktop shell's preload puts into the window: functions only, no channel and no path. */
export interface MinideskBridge {
  invoke(call: { name: string; input: unknown; session: string | undefined; locale: string }): Promise<Answer<unknown>>
  upload(file: File, session: string | undefined): Promise<Answer<{ fileId: string }>>
  save(ticket: FileTicket): Promise<boolean>
  /** The bytes of a small file; undefined when the ticket is used up. */
  read(ticket: FileTicket): Promise<ArrayBuffer | undefined>
  follow(
    request: { session: string | undefined; since: { run: string; seq: number } | undefined },
    deliver: (message: StreamMessage) => void,
  ): () => void
  openExternal(url: string): void
}

declare global {
  interface Window {
    minidesk?: MinideskBridge
  }
}

/** Calls over Electron's one channel. */
export function desktopTransport(bridge: MinideskBridge): Transport {
  return {
    // What crosses must be plain: a reactive proxy cannot be cloned.
    invoke: (name, input, { session, locale }) =>
      bridge.invoke({ name, input: JSON.parse(JSON.stringify(input ?? {})) as unknown, session, locale }),
    upload: (file, { session }) => bridge.upload(file, session),
    save: (ticket) => bridge.save({ ...ticket }),
    read: async (ticket) => {
      const bytes = await bridge.read({ ...ticket })
      return bytes && new Blob([bytes])
    },
    frameAddress: ({ ticket }) => `/files/${encodeURIComponent(ticket)}`,
    follow: (since, deliver, { session, signal }) =>
      new Promise((resolve) => {
        const stop = bridge.follow({ session, since }, deliver)
        signal?.addEventListener('abort', () => {
          stop()
          resolve()
        })
      }),
    openExternal: (url) => bridge.openExternal(url),
  }
}
