import { createHash } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import type { ClientRequestArgs } from 'node:http'
import type { RequestOptions } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import type { TLSSocket } from 'node:tls'
import type { ProxyTarget } from './proxy'
import type { ClientCertificatePem } from './types'

export interface ConnectionOptions {
  connectTimeoutMs: number
  idleTimeoutMs: number
  lookup?: typeof import('node:dns').lookup
  certificates?: readonly string[]
}

/** The connection was not ready in time; nothing was sent. */
export class ConnectTimeout extends Error {}

/** The proxy did not let the connection through; nothing reached the upstream. */
export class ProxyRefusal extends Error {
  readonly status: number
  constructor(status: number) {
    super(`proxy answered ${status}`)
    this.status = status
  }
}

/** The proxy itself could not be reached; nothing reached the upstream. */
export class ProxyUnreachable extends Error {}

/** Naming authorities replaces the usual ones, so these are named as well. */
function trust({ certificates }: ConnectionOptions): { ca?: string[] } {
  if (!certificates) return {}
  // Older versions of Node 22 know only the bundled authorities.
  const { getCACertificates } = tls as Partial<typeof tls>
  const usual = getCACertificates?.('default') ?? tls.rootCertificates
  return { ca: [...usual, ...certificates] }
}

type Ready = (error: Error | null, socket: Duplex) => void

function settle(callback: Ready | undefined, connecting: Promise<Duplex>): undefined {
  connecting.then(
    (socket) => callback?.(null, socket),
    // Node takes the error alone; its types want a socket with it.
    (error: unknown) => (callback as ((error: unknown) => void) | undefined)?.(error),
  )
  return undefined
}

async function until(socket: Socket | TLSSocket, event: 'connect' | 'secureConnect', timeoutMs: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(() => reject(new ConnectTimeout('connect')), timeoutMs)
  const closed = () => reject(Object.assign(new Error('closed while connecting'), { code: 'ECONNRESET' }))
  socket.once(event, resolve).once('error', reject).once('close', closed)
  try {
    await promise
  } catch (error) {
    // A late error of a socket that is given up must not become an uncaught one.
    socket.on('error', () => {}).destroy()
    throw error
  } finally {
    clearTimeout(timer)
    socket.off(event, resolve).off('error', reject).off('close', closed)
  }
}

/** Opens a tunnel through a proxy (HTTP CONNECT, RFC 9110 §9.3.6). */
async function tunnel(target: string, proxy: ProxyTarget, options: ConnectionOptions): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const { username, password } = proxy.credentials ?? {}
  const basic = `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
  const request = (proxy.secure ? https : http).request({
    host: proxy.hostname,
    port: proxy.port,
    method: 'CONNECT',
    path: target,
    agent: false,
    headers: { host: target, ...(proxy.credentials ? { 'proxy-authorization': basic } : {}) },
    ...(options.lookup ? { lookup: options.lookup } : {}),
    ...(proxy.secure ? trust(options) : {}),
  })
  const timer = setTimeout(() => request.destroy(new ConnectTimeout('proxy')), options.connectTimeoutMs)
  request.once('connect', (response, socket, head) => {
    if (response.statusCode === 200) {
      if (head.length > 0) socket.unshift(head)
      resolve(socket)
    } else {
      socket.destroy()
      reject(new ProxyRefusal(response.statusCode ?? 0))
    }
  })
  request.once('response', (response) => {
    response.destroy()
    reject(new ProxyRefusal(response.statusCode ?? 0))
  })
  request.on('error', (error) => reject(new ProxyUnreachable('proxy', { cause: error })))
  request.end()
  try {
    return await promise
  } finally {
    clearTimeout(timer)
  }
}

/** The far side may have asked for a shorter rest. */
function rest(socket: Duplex, idleMs: number): void {
  const resting = socket as Socket
  resting.setTimeout(resting.timeout ? Math.min(resting.timeout, idleMs) : idleMs)
}

/**
 * Both agents hand a socket to a request only when it is connected (and its certificate checked): so whether a request
 * has a socket tells whether anything can have reached the upstream.
 */
class PlainAgent extends http.Agent {
  readonly #options: ConnectionOptions
  constructor(options: ConnectionOptions) {
    super({ keepAlive: true, scheduling: 'lifo' })
    this.#options = options
  }
  override createConnection(options: ClientRequestArgs, callback?: Ready): undefined {
    return settle(callback, this.#open(options))
  }
  async #open(options: ClientRequestArgs): Promise<Duplex> {
    const { lookup, connectTimeoutMs } = this.#options
    const socket = super.createConnection({ ...options, ...(lookup ? { lookup } : {}) }) as Socket
    await until(socket, 'connect', connectTimeoutMs)
    return socket
  }
  override keepSocketAlive(socket: Duplex): boolean {
    const kept = Boolean(super.keepSocketAlive(socket))
    rest(socket, this.#options.idleTimeoutMs)
    return kept
  }
}

class SecureAgent extends https.Agent {
  readonly #options: ConnectionOptions
  readonly #proxy: ProxyTarget | undefined
  constructor(options: ConnectionOptions, proxy?: ProxyTarget, client?: ClientCertificatePem) {
    super({
      keepAlive: true,
      scheduling: 'lifo',
      minVersion: 'TLSv1.2',
      ...trust(options),
      ...(client ? { cert: client.certificatePem, key: client.privateKeyPem } : {}),
    })
    this.#options = options
    this.#proxy = proxy
  }
  override createConnection(options: RequestOptions, callback?: Ready): undefined {
    return settle(callback, this.#open(options))
  }
  async #open(options: RequestOptions): Promise<Duplex> {
    const { lookup, connectTimeoutMs } = this.#options
    const host = options.host ?? ''
    const target = `${host.includes(':') ? `[${host}]` : host}:${options.port ?? 443}`
    const through = this.#proxy ? { socket: await tunnel(target, this.#proxy, this.#options) } : {}
    const socket = super.createConnection({ ...options, ...(lookup ? { lookup } : {}), ...through }) as TLSSocket
    await until(socket, 'secureConnect', connectTimeoutMs)
    return socket
  }
  override keepSocketAlive(socket: Duplex): boolean {
    const kept = Boolean(super.keepSocketAlive(socket))
    rest(socket, this.#options.idleTimeoutMs)
    return kept
  }
}

export interface Agents {
  http: http.Agent
  https: https.Agent
}

/** A key that does not hold the private key itself. */
function fingerprint(client: ClientCertificatePem | undefined): string {
  if (!client) return ''
  return createHash('sha256').update(JSON.stringify([client.certificatePem, client.privateKeyPem])).digest('hex')
}

/** Keeps connections open between calls, separately for each way out and each client certificate. */
export function createConnections(options: ConnectionOptions): {
  to(proxy?: ProxyTarget, client?: ClientCertificatePem): Agents
  close(): void
} {
  const plain = new PlainAgent(options)
  const secure = new Map<string, https.Agent>()
  return {
    to(proxy, client) {
      const way = JSON.stringify([proxy ?? null, fingerprint(client)])
      const agent = secure.get(way) ?? new SecureAgent(options, proxy, client)
      secure.set(way, agent)
      return { http: plain, https: agent }
    },
    close() {
      plain.destroy()
      for (const agent of secure.values()) agent.destroy()
    },
  }
}
