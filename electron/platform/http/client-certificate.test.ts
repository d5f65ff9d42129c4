import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuthority, type Issued } from '../../../test/fixtures/certificates'
import { systemClock } from '../clock/clock'
import { Fault } from '../errors/fault'
import { createRedactor } from '../log/redactor'
import { createHttp } from './http'
import type { ClientCertificatePem, HttpClient } from './types'

let server: Server
let url: string
let http: HttpClient
let merchant: Issued
let other: Issued
let stranger: Issued
const ports = new Set<number | undefined>()

beforeAll(async () => {
  const authority = createAuthority('Test Authority')
  merchant = authority.issue('1900000109')
  other = authority.issue('1900000110')
  stranger = createAuthority('Nobody').issue('x')
  const own = authority.issue('server')
  server = createServer(
    { cert: own.certificatePem, key: own.privateKeyPem, ca: authority.certificatePem, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const socket = request.socket as TLSSocket
      ports.add(socket.remotePort)
      const { subject } = socket.getPeerCertificate()
      response.end(`${socket.authorized ? 'authorized' : 'unknown'} ${String((subject as { CN?: string } | undefined)?.CN ?? '')}`)
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
  http = createHttp({ clock: systemClock, redactor: createRedactor(), record: () => {}, random: () => 0, certificates: [authority.certificatePem] })
})

afterAll(async () => {
  http.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const ask = async (clientCertificate?: ClientCertificatePem) => {
  const more = clientCertificate ? { clientCertificate } : {}
  const answer = await http.request({ system: 'test', method: 'POST', url, safe: false, timeoutMs: 5_000, maxBytes: 1_000, correlationId: 'c', ...more })
  return answer.text()
}

describe('a client certificate', () => {
  it('is shown by the calls that carry one, and connections are kept for each', async () => {
    ports.clear()
    expect(await ask(merchant)).toBe('authorized 1900000109')
    expect(await ask()).toBe('unknown ')
    expect(await ask(other)).toBe('authorized 1900000110')
    expect(await ask(stranger)).toMatch(/^unknown/u)
    expect(await ask({ ...merchant })).toBe('authorized 1900000109')
    expect(await ask()).toBe('unknown ')
    expect(ports.size).toBe(4)
  })

  it('that cannot be used sends nothing', async () => {
    const error: unknown = await ask({ ...merchant, privateKeyPem: stranger.privateKeyPem }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Fault)
    expect(error).toMatchObject({ code: 'http.tls', retry: 'safe' })
    expect(JSON.stringify(error)).not.toContain('PRIVATE')
  })
})
