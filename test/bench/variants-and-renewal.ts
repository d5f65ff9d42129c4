import { openPractice, type PracticeProgram } from './practice'
import type { BenchRow } from './row'
import { slowest } from './times'

const channels = 1000
const atOnce = 100
const renewed = 200

/** One link in 1,000 channels, the watch over what expires, and 200 links renewed at the stand-in. */
export async function benchVariantsAndRenewal(): Promise<BenchRow[]> {
  const program = await openPractice()
  try {
    return [await variants(program), ...(await renewal(program))]
  } finally {
    await program.close()
  }
}

const called = async ({ call, appId }: PracticeProgram) => {
  const { allowances } = await call('links.usage', { appId })
  return allowances.find(({ counter }) => counter === 'generated')?.used ?? 0
}

/** What differs is appended to one link, so that WeChat is asked once. @throws Error when it was asked more often */
async function variants(program: PracticeProgram): Promise<BenchRow> {
  const { call, appId } = program
  const codes = Array.from({ length: channels }, (_, n) => `bench${n}`)
  await call('campaigns.tags.create', { key: 'bench', name: '测', values: [{ value: '1', name: '一' }] })
  for (const code of codes) await call('campaigns.channels.create', { code, name: code, tags: { bench: '1' } })
  const request = { kind: 'encrypted_scheme', appId, path: 'pages/room/detail', query: 'id=1', expiry: { type: 'days', days: 30 } } as const
  const started = performance.now()
  let made = 0
  for (let from = 0; from < channels; from += atOnce)
    made += (await call('links.createVariants', { request, channels: codes.slice(from, from + atOnce) })).made.length
  const seconds = (performance.now() - started) / 1000
  if (made !== channels || (await called(program)) !== 1) throw new Error(`${made} variants with ${await called(program)} calls`)
  return { name: '1,000 variants of one link, one call', ours: seconds, unit: 's', aim: '< 10 s', met: seconds < 10 }
}

async function renewal({ call, finished, appId }: PracticeProgram): Promise<BenchRow[]> {
  const expiry = { type: 'days', days: 3 } as const
  const create = (n: number) =>
    call('links.create', { kind: 'url_link', appId, path: 'pages/room/detail', query: `id=${n}`, expiry })
  const links = await Promise.all(Array.from({ length: renewed }, (_, n) => create(n)))
  const filter = { expiringWithinDays: 7, kind: 'url_link' } as const
  const watch = await slowest(7, async () => {
    const { hits } = await call('links.list', { filter, limit: 500 })
    if (hits !== renewed) throw new Error(`${hits} of ${renewed} are seen to expire`)
  })
  const started = performance.now()
  const { jobId } = await call('links.renewMany', { ids: links.map(({ id }) => id), expiry: { type: 'days', days: 20 } })
  await finished(jobId)
  const seconds = (performance.now() - started) / 1000
  const { hits } = await call('links.list', { filter, limit: 1 })
  if (hits !== 0) throw new Error(`${hits} links were not renewed`)
  return [
    { name: `watch over what expires: ${renewed} links with their data`, ours: watch, unit: 'ms', aim: '< 50 ms', met: watch < 50 },
    { name: `${renewed} links renewed at the stand-in`, ours: seconds, unit: 's', aim: '< 15 s', met: seconds < 15 },
  ]
}
