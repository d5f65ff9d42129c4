import { describe, expect, it } from 'vitest'
import { addresses, batchesWorkspace } from './batches.fixture'

describe('a batch of addresses', () => {
  it('tries', async () => {
    const at = await batchesWorkspace()
    const id = await at.batch(addresses(20))
    console.log(await at.counts(id), await at.now.call('batches.forecast', { batchId: id }))
    console.log((await at.run(id)), await at.counts(id), at.standIns.tencent.stats(), at.errors)
    console.log(JSON.stringify((await at.rows(id)).slice(0, 2), null, 1))
    const two = await at.batch(addresses(20), { mode: 'compare' })
    await at.run(two)
    console.log(await at.counts(two), (await at.rows(two)).map((r) => [r.state, r.reasons, r.distances, r.answers.map((a) => a.candidates[0]?.confidence)]))
    console.log((await at.export(two, 'csv')).bytes.toString().slice(0, 1500))
  })
})
