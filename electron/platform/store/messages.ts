import type { PlainFault } from '../errors/plain-fault'

/** What the main thread asks a store thread. What is asked at once goes over as one message, a list; so do the answers. */
export type StoreRequest =
  | { id: number; type: 'read' | 'write'; repository: string; method: string; input: unknown }
  | { id: number; type: 'auditKey'; key: Uint8Array | undefined }
  | { id: number; type: 'copy'; file: string }
  | { id: number; type: 'checkpoint' }
  | { id: number; type: 'flushEach'; on: boolean }
  | { id: number; type: 'close' }

export type StoreReply =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; fault: PlainFault }

/** The first message of a store thread: open, or why not. */
export type StoreGreeting = { ready: true } | { ready: false; fault: PlainFault }

export interface StoreThreadData {
  file: string
  role: 'writer' | 'reader'
  create: boolean
}
