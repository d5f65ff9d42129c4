import { join } from 'node:path'
import type { Reconciliation } from '@shared/contract/settlement-reconciliation'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundle, type Bundled } from '../../../../../test/support/bundle-workers'
import { october, reconciliationRoom } from '../reconciliation.fixture'
import { inlineDesk, ThreadDesk } from './desk'
import type { RunSource } from './run-source'

let workers: Bundled
beforeAll(async () => {
  workers = await bundle({ reconciliation: 'electron/reconciliation-worker.ts' })
}, 60_000)
afterAll(() => workers.remove())

it('answers from its thread what is answered in place, and again after it ended', async () => {
  const work = reconciliationRoom()
  work.order('A1', 100, october(1))
  work.files.load([{ merchantNo: 'A1', amountMinor: 100, atMs: october(1) }], { accountId: work.accountId })
  const sides = { left: { source: 'orders', accountId: work.accountId }, right: { source: 'bill', accountId: work.accountId } }
  const { id } = await work.call<Reconciliation>('reconciliations.create', { month: '2026-10', name: '', ...sides })
  await work.over((await work.call<{ jobId: string }>('reconciliations.run', { id })).jobId)
  const { file, inputs } = work.db.prepare('SELECT file, inputs_json AS inputs FROM reconciliation_runs').get() as { file: string; inputs: string }
  const { packs } = JSON.parse(inputs) as { packs: { side: 'left' | 'right'; fileId: string; name: string }[] }
  const folder = join(work.folder, 'settlement', 'runs')
  const pathOf = (fileId: string) => work.files.files.get(fileId)?.path ?? join(folder, `${fileId}.pack`)
  const of = (side: 'left' | 'right', source: string) => packs.filter((pack) => pack.side === side).map(({ fileId, name }) => ({ fileId, name, source, path: pathOf(fileId) }))
  const source: RunSource = { file: join(folder, file), left: of('left', 'orders'), right: of('right', 'bill') }
  const question = { rules: [], after: 0, limit: 10 }
  const thread = new ThreadDesk(workers.path('reconciliation'))
  const inline = inlineDesk()
  const expected = await inline.ask('pairs', source, question)
  expect(expected.pairs).toHaveLength(1)
  expect(await thread.ask('pairs', source, question)).toEqual(expected)
  await expect(thread.ask('pairs', { ...source, file: join(folder, 'none.run') }, question)).rejects.toMatchObject({ code: 'settlement.runGone' })
  await thread.close()
  const dead = new ThreadDesk(join(folder, 'none.mjs'))
  await expect(dead.ask('pairs', source, question)).rejects.toMatchObject({ code: 'settlement.deskEnded', retry: 'safe' })
  expect(await thread.ask('pairs', source, question)).toEqual(expected)
  await thread.close()
  await dead.close()
  await inline.close()
})
