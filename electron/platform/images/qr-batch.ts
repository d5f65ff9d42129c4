import type { MessageParams } from '@shared/contract/error'
import { Fault } from '../errors/fault'
import { qrPng, type QrPngOptions } from './qr-png'

/** What the pool sends to a worker: some texts that become one PNG each. */
export interface ChunkRequest {
  chunk: number
  texts: string[]
  options: QrPngOptions
}

/**
 * The answer: all files one after the other in one buffer, which is handed over, not copied. `lengths` has one entry a
 * text; 0 where the text was refused.
 */
export interface ChunkReply {
  chunk: number
  bytes: Uint8Array<ArrayBuffer>
  lengths: number[]
  refused: { index: number; code: string; params: MessageParams }[]
}

/** Draws one chunk. A text that no code can hold is reported beside the others; any other failure is a defect. */
export function renderChunk(request: ChunkRequest): ChunkReply {
  const refused: ChunkReply['refused'] = []
  const images = request.texts.map((text, index) => {
    try {
      return qrPng(text, request.options)
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      refused.push({ index, code: error.code, params: error.params })
      return new Uint8Array(0)
    }
  })
  const lengths = images.map((image) => image.length)
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const image of images) {
    bytes.set(image, at)
    at += image.length
  }
  return { chunk: request.chunk, bytes, lengths, refused }
}
