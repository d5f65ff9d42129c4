import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DeliverNotification, PracticeReply } from './features/payments'

/** The largest notification of any provider is a few kilobytes. */
const maxBytes = 65_536
const path = /^\/notify\/([a-z0-9]{1,20})\/([0-9a-f-]{36})$/u

export interface NotifyReceiver {
  /** `http://127.0.0.1:<port>/notify`; opens the door with the first question. */
  url(): Promise<string>
  deliverTo(deliver: DeliverNotification): void
  /** Leads the notify addresses in a text that an earlier run wrote to this run's door. */
  readdress(text: string, url: string): string
  close(): Promise<void>
}

/** The door at which the stand-ins of a practice workspace deliver their notifications: this computer only. */
export function openNotifyReceiver(reportError: (where: string, cause: unknown) => void): NotifyReceiver {
  let deliver: DeliverNotification | undefined
  let opening: Promise<Server> | undefined
  const answer = async (request: IncomingMessage): Promise<PracticeReply> => {
    // A page of a foreign site must not deliver, neither from its own origin nor under another name.
    const own = request.headers.host === `127.0.0.1:${request.socket.localPort}` && request.headers.origin === undefined
    if (!own) return plain(421)
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const [, kind, accountId] = path.exec(url.pathname) ?? []
    if (kind === undefined || accountId === undefined) return plain(404)
    if (request.method !== 'POST' && request.method !== 'GET') return plain(405)
    const body = await bodyOf(request)
    if (!body) return plain(413)
    // Nobody takes them yet: the stand-in sends them again.
    if (!deliver) return plain(503)
    const headers = new Map(Object.entries(request.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))
    return deliver(kind, accountId, { method: request.method, path: url.pathname, query: url.search.slice(1), headers, body })
  }
  const open = () =>
    new Promise<Server>((resolve, reject) => {
      const server = createServer((request, response) => {
        answer(request)
          .catch((cause: unknown) => {
            reportError('practice.notify', cause)
            return plain(500)
          })
          .then((reply) => send(response, reply))
          .catch(() => response.destroy())
      })
      server.once('error', reject)
      server.listen(0, '127.0.0.1', () => resolve(server.unref()))
    })
  return {
    url: async () => {
      opening ??= open()
      opening.catch(() => (opening = undefined))
      const { port } = (await opening).address() as AddressInfo
      return `http://127.0.0.1:${port}/notify`
    },
    deliverTo: (next) => (deliver = next),
    readdress: (text, url) => text.replaceAll(/http:\/\/127\.0\.0\.1:\d{1,5}\/notify(?=\/)/gu, url),
    close: async () => {
      const server = await opening?.catch(() => undefined)
      if (!server) return
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

const plain = (status: number): PracticeReply => ({ status, headers: { 'content-type': 'text/plain' }, body: '' })

function send(response: ServerResponse, { status, headers, body }: PracticeReply): void {
  response.writeHead(status, headers)
  response.end(body)
}

/** The raw bytes; `undefined` where they are too many. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
