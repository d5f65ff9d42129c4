import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calls } from '@shared/contract/calls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { createHttp } from '../../platform/http'
import { createRedactor } from '../../platform/log'
import { StoreEngine } from '../../platform/store/engine'
import { inlineStore } from '../../platform/store/store'
import { CallLog, callsRepository } from './index'

const secret = 'sk-0123456789abcdef0123456789abcdef'

/** A call log over a real database, and the program's one outbound client writing into it. */
async function callLog() {
  const folder = await mkdtemp(join(tmpdir(), 'minidesk-calls-'))
  const clock = new ManualClock('2026-11-22T06:00:00.000Z')
  const file = join(folder, 'minidesk.db')
  const store = inlineStore(
    new StoreEngine({ file, role: 'writer', create: true, repositories: [callsRepository], migrations, clock }),
  )
  const problems: unknown[] = []
  const log = new CallLog({
    repository: store.client(callsRepository),
    clock,
    reportError: (_where, cause) => problems.push(cause),
  })
  const http = createHttp({
    clock,
    redactor: createRedactor(),
    random: () => 0,
    proxy: 'none',
    record: (call) => log.record(call),
  })
  onTestFinished(async () => {
    http.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  const list = async (input: Record<string, unknown> = {}) => {
    const answer = await log.list(calls.list.input.parse(input))
    expect(problems).toEqual([])
    return calls.list.output.parse(answer)
  }
  return { http, list, log, clock }
}

async function upstream(status: number): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const request = (url: string, correlationId: string) => ({
  system: 'wechat',
  method: 'POST' as const,
  url,
  query: { access_token: secret },
  secretQuery: ['access_token'],
  timeoutMs: 5000,
  maxBytes: 1000,
  safe: false,
  correlationId,
})

describe('the call log', () => {
  it('keeps the fault that an attempt ended with, and none where it went well', async () => {
    const { http, list } = await callLog()
    await http.request(request(`${await upstream(200)}/wxa/generatescheme`, 'good'))
    await expect(http.request(request(`${await upstream(502)}/wxa/generatescheme`, 'bad'))).rejects.toThrow()
    const { rows, hits } = await list()
    expect(hits).toBe(2)
    expect(rows[0]).toMatchObject({ correlationId: 'bad', fault: 'http.status', status: 502, outcome: 'unknown' })
    expect(rows[1]).toMatchObject({ correlationId: 'good', status: 200, outcome: 'done' })
    expect(rows[1]).not.toHaveProperty('fault')
    expect(JSON.stringify(rows)).not.toContain(secret)
  })

  it('finds calls by result, fault, reference and pages by cursor', async () => {
    const { http, list } = await callLog()
    const [good, bad] = [await upstream(200), await upstream(500)]
    for (const id of ['a', 'b', 'c']) await http.request(request(`${good}/cgi-bin/stable_token`, `ref-${id}`))
    await http.request(request(`${bad}/wxa/generatescheme`, 'ref-d')).catch(() => undefined)
    expect((await list({ result: 'failed' })).rows.map((row) => row.correlationId)).toEqual(['ref-d'])
    expect((await list({ text: 'http.stat' })).hits).toBe(1)
    expect((await list({ text: 'ref-b' })).hits).toBe(1)
    // Signs that mean "anything" to the database are plain signs to a person.
    expect((await list({ text: '%' })).hits).toBe(0)
    const first = await list({ limit: 3 })
    const second = await list({ limit: 3, cursor: first.nextCursor })
    expect([...first.rows, ...second.rows].map((row) => row.correlationId)).toEqual(['ref-d', 'ref-c', 'ref-b', 'ref-a'])
    expect(second.nextCursor).toBeUndefined()
  })

  it('forgets what is older than the setting says', async () => {
    const { http, list, log, clock } = await callLog()
    await http.request(request(`${await upstream(200)}/old`, 'old'))
    await log.flush()
    clock.advance(91 * 86_400_000)
    await http.request(request(`${await upstream(200)}/new`, 'new'))
    await log.flush()
    await log.purge(90)
    expect((await list()).rows.map((row) => row.correlationId)).toEqual(['new'])
  })
})
