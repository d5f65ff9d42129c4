import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { removeData, removeWorkers, type Running, startApplication } from '../support/application'

const started: Running[] = []
const start = async () => {
  const running = await startApplication({})
  started.push(running)
  return running
}
afterEach(async () => {
  for (const running of started.splice(0)) {
    await running.close()
    removeData(running)
  }
})
afterAll(removeWorkers)

/** The whole program in practice, with its threads and the stand-ins. */
describe('the links workbench in practice', () => {
  it('makes every kind, each as the contract says, and shows it on a phone', async () => {
    const at = await start()
    const session = await at.practice()
    const app = (await at.call('apps.list', {}, session)).find(({ subjectType }) => subjectType === 'company_domestic')
    if (!app) throw new Error('practice should have a mini program')
    const path = app.declaredPages[0] ?? ''
    const days = { type: 'days' as const, days: 30 }
    const wanted = [
      { kind: 'plain_scheme' },
      { kind: 'encrypted_scheme', expiry: days },
      { kind: 'url_link', expiry: days },
      { kind: 'short_link', options: { title: '大床房' } },
      { kind: 'code_scene', options: { width: 430 } },
      { kind: 'code_path' },
      { kind: 'code_square' },
    ]
    for (const one of wanted) {
      const link = await at.call('links.create', { appId: app.id, path, query: 'id=7', ...one }, session)
      expect(link, one.kind).toMatchObject({ kind: one.kind, version: 1, state: 'valid' })
      const { url } = await at.call('links.phone', { id: link.id }, session)
      const page = await fetch(url)
      expect(page.status, one.kind).toBe(200)
      expect(await page.text(), one.kind).toContain(path)
      expect((await at.call('links.image', { id: link.id, format: 'png' }, session)).bytes).toBeGreaterThan(300)
    }
    const { allowances } = await at.call('links.usage', { appId: app.id }, session)
    expect(Object.fromEntries(allowances.map(({ counter, used }) => [counter, used]))).toMatchObject({ shortLinks: 1, limitedCodes: 2 })
  })

  it('one page in two channels, a short address, a renewal that all of it follows', async () => {
    const at = await start()
    const session = await at.practice()
    const app = (await at.call('apps.list', {}, session)).find(({ subjectType }) => subjectType === 'company_domestic')
    const channels = await at.call('campaigns.channels', {}, session)
    const codes = channels.filter(({ query }) => query !== '').slice(0, 2).map(({ code }) => code)
    expect(codes).toHaveLength(2)
    const request = { kind: 'url_link', appId: app?.id ?? '', path: app?.pages[0] ?? '', query: 'id=7', expiry: { type: 'days' as const, days: 30 } }
    const { base, made, failed } = await at.call('links.createVariants', { request, channels: codes }, session)
    expect(failed).toEqual([])
    expect(made.map(({ channel }) => channel)).toEqual(codes)
    const [variant] = made
    if (!base || !variant) throw new Error('there should be a base and a variant')
    const short = await at.call('shortAddresses.create', { linkId: variant.id }, session)
    await at.call('links.uses.add', { linkId: variant.id, kind: 'sms', text: '3 月短信', count: 100 }, session)
    const plan = await at.call('links.renewPlan', { id: variant.id }, session)
    expect(plan.targets.map(({ kind, reach }) => `${kind} ${reach}`)).toEqual([
      'record itself',
      'variant itself',
      'variant itself',
      'shortAddress itself',
      'sms never',
    ])
    const { link, targets } = await at.call('links.renew', { id: variant.id }, session)
    expect(link.version).toBe(2)
    expect(targets.find(({ kind }) => kind === 'shortAddress')).toMatchObject({ text: short.address, outcome: 'done' })
    const led = await at.call('shortAddresses.list', { linkId: variant.id }, session)
    expect(JSON.stringify(led)).toContain(link.text)
    const { versions, timeline } = await at.call('links.get', { id: variant.id }, session)
    expect(versions.map(({ version }) => version)).toEqual([1, 2])
    expect(timeline.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['created', 'used', 'renewed', 'repointed']))
  })
})
