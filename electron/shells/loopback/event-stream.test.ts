import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { IdleExit } from './idle-exit'
import { type Loopback, openLoopback } from './loopback.fixture'

let loopback: Loopback
afterEach(() => loopback.close())

/** A window's event stream, read or not. */
function listen(query = ''): { socket: Socket; text: () => string } {
  const chunks: string[] = []
  const socket = connect(loopback.port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  const headers = `Host: 127.0.0.1:${loopback.port}\r\nAuthorization: Bearer ${loopback.door.newToken()}\r\n`
  socket.write(`GET /events${query} HTTP/1.1\r\n${headers}\r\n`)
  return { socket, text: () => chunks.join('') }
}

const event = (seq: number, filling = '') => ({
  type: 'event' as const,
  event: { seq, topic: 'links.changed', payload: { count: 1, filling } },
})

describe('the event stream', () => {
  it('greets, goes on from where the window was, shows that it lives, and ends its subscription with the window', async () => {
    loopback = await openLoopback({ limits: { heartbeatMs: 20 } })
    const { socket, text } = listen('?run=run-1&seq=41')
    await expect.poll(text).toContain('data: {"type":"hello","run":"run-1","seq":41,"contractHash":"hash"}\n\n')
    expect(text()).toMatch(/content-type: text\/event-stream; charset=utf-8/iu)
    await expect.poll(text).toContain(': \n\n')
    for (const deliver of loopback.application.listeners) deliver(event(42))
    await expect.poll(text).toContain('"seq":42')
    socket.destroy()
    await expect.poll(() => loopback.application.listeners.size).toBe(0)
  })

  it('lets a slow window miss events, tells it of the gap, and keeps no more than a little for it', async () => {
    loopback = await openLoopback()
    const { socket, text } = listen()
    await expect.poll(text).toContain('hello')
    socket.pause()
    const filling = 'x'.repeat(100_000)
    for (let seq = 1; seq <= 1_000; seq += 1)
      for (const deliver of loopback.application.listeners) deliver(event(seq, filling))
    socket.resume()
    await expect.poll(text, { timeout: 5_000 }).toContain('data: {"type":"gap"}')
    expect(text().length).toBeLessThan(20_000_000)
    for (const deliver of loopback.application.listeners) deliver(event(1_001))
    await expect.poll(text).toContain('"seq":1001')
    socket.destroy()
  })

  it('ends with the program', async () => {
    loopback = await openLoopback()
    const { socket, text } = listen()
    await expect.poll(text).toContain('hello')
    const ended = new Promise((resolve) => socket.once('end', resolve))
    await loopback.server.close()
    await ended
  })

  it('tells how many windows there are; the program ends when the last is gone and nothing is at work', async () => {
    const counts: number[] = []
    let busy = true
    let exits = 0
    let asked = 0
    const isBusy = async () => {
      asked += 1
      return busy
    }
    const idle = new IdleExit(isBusy, () => (exits += 1), 20)
    loopback = await openLoopback({
      streamsChanged: (open) => {
        counts.push(open)
        idle.streamsChanged(open)
      },
    })
    const [first, second] = [listen(), listen()]
    await expect.poll(() => counts).toEqual([1, 2])
    first.socket.destroy()
    second.socket.destroy()
    await expect.poll(() => asked).toBeGreaterThan(2)
    expect(exits).toBe(0)
    busy = false
    await expect.poll(() => exits).toBe(1)
    expect(counts).toEqual([1, 2, 1, 0])
  })
})
