import { expect, it } from 'vitest'
import type { RemoteHost } from '../../../../platform/jobs/define-job'
import type { Unasked } from '../reads.repository'
import { runBatch, type RunBatchHost } from './run-batch'

const item = (rowNo: number): Unasked => ({ rowNo, address: `${rowNo}`, country: '', question: `${rowNo}`, freshFrom: null })
const none = { doneItems: 0, failedItems: 0 }

it('a reason that stops the run lets those leave who only wait for their turn', async () => {
  const { promise: left, resolve: leave } = Promise.withResolvers<void>()
  const host: RemoteHost<RunBatchHost> = {
    begin: () => Promise.resolve({ left: 2, pace: { perSecond: 10 } }),
    left: () => Promise.resolve(2),
    unasked: (after) => Promise.resolve(after < 0 ? [item(0), item(1)] : []),
    fromKept: (items) => Promise.resolve(items),
    ask: async ({ rowNo }) => {
      if (rowNo === 0) return { ...none, stop: { code: 'geocoding.here.keyWrong', params: {}, retry: 'no' } }
      await left
      return { ...none, stop: 'pausing' }
    },
    leaveSoon: () => Promise.resolve(leave()),
    flush: () => Promise.resolve(none),
  }
  const context = { host, jobId: 'j', locale: 'zh-CN', signal: new AbortController().signal, stopping: () => false, progress: () => undefined } as const
  await expect(runBatch.run({ batchId: 'b' }, context)).rejects.toMatchObject({ code: 'geocoding.here.keyWrong' })
})
