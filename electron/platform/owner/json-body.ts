import type { IncomingMessage } from 'node:http'
import { Fault } from '../errors/fault'

const deepest = 32

/**
 * Reads a JSON body of at most `limit` bytes. A declared length above it is refused before a byte is read.
 * @throws Fault `door.bodyTooLarge` (param `limitMb`), `door.badJson`, `door.bodyBroken`
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit)
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    // Not destroyed when left early: the answer that says why must still go out on the same connection.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > limit) throw tooLarge(limit)
      chunks.push(chunk)
    }
  } catch (cause) {
    throw cause instanceof Fault ? cause : new Fault('door.bodyBroken', { cause, retry: 'safe' })
  }
  return parseJson(Buffer.concat(chunks))
}

function tooLarge(limit: number): Fault {
  return new Fault('door.bodyTooLarge', { params: { limitMb: Math.round(limit / 1024 / 1024) } })
}

/**
 * JSON as plain data. Refuses what could do harm behind the parser: `__proto__` as a key, and depth that would exhaust
 * the stack of whoever walks it.
 * @throws Fault `door.badJson`
 */
export function parseJson(bytes: Buffer): unknown {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new Fault('door.badJson', { cause })
  }
  if (!isHarmless(value, deepest)) throw new Fault('door.badJson')
  return value
}

function isHarmless(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  if (Array.isArray(value)) return value.every((item) => isHarmless(item, depth - 1))
  if (Object.hasOwn(value, '__proto__')) return false
  return Object.values(value).every((item) => isHarmless(item, depth - 1))
}
