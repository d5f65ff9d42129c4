import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { exportRefunds } from './jobs/export-refunds'
import { freePolicy, openRefunds, requester } from './refunds.fixture'

it('今天 hears of what waits for a person, and of nothing that goes on by itself', async () => {
  const at = openRefunds({ policy: { ...freePolicy, limits: [{ currency: 'CNY', perOrder: 500 }] } })
  const kinds = async () => (await Promise.all(at.todos.map(({ load }) => load()))).flat().map(({ id, count }) => `${id.split('.').at(-1)} ${count}`)
  expect(await kinds()).toEqual([])
  await at.ask(at.order(), 1_000)
  const asked = []
  for (const kind of ['blind', 'number', 'number', 'number', 'blind']) asked.push(await at.ask(at.order(kind), 100))
  at.provider.turns = ['lostAfter', 'refusedNever', 'needsManual', 'lostAfter', 'processing']
  at.provider.queriesFail = true
  for (const { id } of asked.slice(0, 1)) await at.queue(id)
  await at.run()
  at.provider.queriesFail = false
  for (const { id } of asked.slice(1)) {
    await at.queue(id)
    await at.run()
  }
  expect(asked.map(({ id }) => at.state(id))).toEqual(['review', 'failed', 'needsManual', 'unknown', 'processing'])
  // The last one was accepted by a kind that nobody can ask: only its portal knows.
  expect(await kinds()).toEqual(['review 1', 'needsManual 1', 'failed 1', 'stuck 1', 'toApprove 1'])
  at.provider.queriesFail = true
  await at.pass(2 * 3_600_000)
  expect(await kinds()).toContain('unknown 1')
  await at.refunds.review({ id: asked[0]?.id ?? '', outcome: 'notRefunded', providerRefundNo: '', evidence: 'e' }, requester)
  expect(await kinds()).toContain('confirm 1')
})

it('an export holds numbers as text, amounts with their own decimals, and no formula', async () => {
  const at = openRefunds()
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-refund-export-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const order = at.order('number', 12_345, 'KWD')
  at.db.prepare(`UPDATE orders SET merchant_no = '=1+1', wechat_no = '4200001234567890123456789012' WHERE id = ?`).run(order.id)
  await at.ask(order, 1_005)
  let file = ''
  const { signal } = new AbortController()
  await exportRefunds.run(
    { format: 'csv' },
    {
      jobId: 'j',
      locale: 'en',
      signal,
      stopping: () => false,
      progress: () => undefined,
      host: {
        head: () => Promise.resolve({ practice: true, folder, day: '2026-11-22' }),
        page: async () => ({ rows: (await at.refunds.list({ filter: {}, limit: 10, count: false }, { ...requester, permissions: [] })).rows, nextCursor: null }),
        addFile: ({ path }) => Promise.resolve(void (file = path)),
      },
    },
  )
  const text = readFileSync(file, 'utf8')
  expect(text).toContain('1.005')
  expect(text).toContain('Approved, to be sent')
  expect(text).toContain('4200001234567890123456789012')
  expect(text).not.toMatch(/(?:^|,)"?=1\+1/mu)
})
