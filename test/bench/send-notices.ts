import { connect, type Socket } from 'node:net'
import { parentPort } from 'node:worker_threads'

/** Requests that were written before, sent over so many connections that stay open. */
export interface SendTask {
  host: string
  port: number
  requests: Uint8Array[]
  connections: number
}

/** How long each waited for its acknowledgement, and all of it took; milliseconds. */
export interface SentNotices {
  waits: number[]
  ms: number
}

/**
 * The sender of `notification-intake.ts`, which runs this file in a thread of its own: on each connection the next
 * request goes out as soon as the last one was acknowledged.
 * @throws Error where one was answered otherwise
 */
async function sendAll({ host, port, requests, connections }: SendTask): Promise<SentNotices> {
  const waits: number[] = []
  const left = requests.values()
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(host, port)))
  const started = performance.now()
  await Promise.all(sockets.map((socket) => drain(socket, left, waits)))
  return { waits, ms: performance.now() - started }
}

function opened(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

function drain(socket: Socket, left: Iterator<Uint8Array, undefined>, waits: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let sentAt = 0
    let answer = ''
    const next = () => {
      const request = left.next().value
      if (!request) {
        socket.destroy()
        return resolve()
      }
      answer = ''
      sentAt = performance.now()
      socket.write(request)
    }
    socket.on('data', (part) => {
      answer += part.toString('latin1')
      if (!answer.includes('\r\n\r\n')) return
      if (!answer.startsWith('HTTP/1.1 204 ')) return reject(new Error(`not acknowledged: ${answer.slice(0, 300)}`))
      waits.push(performance.now() - sentAt)
      next()
    })
    socket.on('error', reject)
    next()
  })
}

parentPort?.on('message', (task: SendTask) => {
  const sending = sendAll(task).then((sent) => parentPort?.postMessage(sent))
  // Ends the thread; whoever waits for it is told.
  sending.catch((cause: unknown) => setImmediate(() => { throw cause }))
})
