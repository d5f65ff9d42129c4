import { shortAddresses as contract } from '@shared/contract/short-addresses'
import { describe, expect, it } from 'vitest'
import { auditDetails } from '../../bridge/audit-details'
import { doer, linkId, scheme, serviceFields, shortDesk, token } from './short-addresses.fixture'
import { shortAddressTodos } from './todos'

const signal = new AbortController().signal

describe('a short address', () => {
  it('is made, leads to the link, and is led elsewhere', async () => {
    const { addresses, sandbox, link, ready } = await shortDesk()
    const service = await ready()
    const made = await addresses.create(linkId, service.id, doer())
    expect(made).toMatchObject({ state: 'done', target: scheme, current: true, canRepoint: true, createdBy: '王芳', service: { name: '短网址' } })
    expect(made.address).toMatch(new RegExp(`^${sandbox.baseUrl}/s/[A-Za-z0-9]{6}$`, 'u'))
    expect(sandbox.entries()).toMatchObject([{ link: scheme, title: '桌卡 "A" & B' }])
    const sent = await fetch(made.address, { redirect: 'manual' })
    expect([sent.status, sent.headers.get('location')]).toEqual([302, scheme])
    link.text = 'weixin://dl/business/?t=AAAAAAAAAAA'
    expect((await addresses.list(linkId)).addresses).toMatchObject([{ current: false }])
    const led = await addresses.repoint(made.id, doer())
    expect(led).toMatchObject({ current: true, target: link.text, repointedBy: '王芳', repointedAt: '2026-11-22T06:00:00.000Z' })
    expect(sandbox.entries()).toMatchObject([{ link: link.text, changes: 1 }])
  })

  it('is found by its address, however it was pasted', async () => {
    const { addresses, ready } = await shortDesk()
    await ready()
    await addresses.add(linkId, 'https://s.example.com/AbC', '王芳')
    for (const pasted of ['https://s.example.com/AbC', 'https://s.example.com/AbC/', 'http://s.example.com/AbC'])
      expect(await addresses.linkOf(pasted), pasted).toBe(linkId)
    for (const other of ['https://s.example.com/abc', 'https://s.example.com', '', "' OR 1=1 --"]) expect(await addresses.linkOf(other), other).toBeUndefined()
  })

  it('comes from the service of the campaign, else from the default', async () => {
    const { addresses, services, ready, nameInCampaign, link } = await shortDesk()
    await expect(addresses.create(linkId, undefined, doer())).rejects.toMatchObject({ code: 'shortAddresses.noService' })
    const usual = await ready()
    const other = await ready({ name: '另一家' })
    await services.setDefault(usual.id)
    expect(await addresses.create(linkId, undefined, doer())).toMatchObject({ service: { id: usual.id } })
    nameInCampaign(other.id)
    link.campaign = '春节预热'
    expect((await addresses.list(linkId)).suggested).toEqual({ serviceId: other.id, because: 'campaign' })
    expect(await addresses.create(linkId, undefined, doer())).toMatchObject({ service: { id: other.id } })
    await services.archive(other.id, true)
    expect((await addresses.list(linkId)).suggested).toEqual({ serviceId: usual.id, because: 'workspace' })
    await services.archive(usual.id, true)
    expect((await addresses.list(linkId)).suggested).toBeUndefined()
    await expect(addresses.create(linkId, usual.id, doer())).rejects.toMatchObject({ code: 'shortAddresses.serviceArchived' })
  })

  it.each([
    ['drop', { kind: 'drop' }, 'shortAddresses.outcomeUnknown', 'unknown'],
    ['a time-out', { kind: 'slow', ms: 3000 }, 'shortAddresses.outcomeUnknown', 'unknown'],
    ['a gateway that failed after acting', { kind: '5xx', acts: true }, 'shortAddresses.statusUnclear', 'unknown'],
    ['an HTML page', { kind: 'html' }, 'shortAddresses.answerUnreadable', 'unknown'],
    ['a huge answer', { kind: 'huge' }, 'shortAddresses.outcomeUnknown', 'unknown'],
    ['a redirect', { kind: 'redirect', to: 'https://elsewhere.example/' }, 'shortAddresses.redirected', 'refused'],
  ] as const)('after %s is not repeated and says what is known', async (_, fault, code, state) => {
    const { addresses, sandbox, calls, ready } = await shortDesk()
    const service = await ready()
    sandbox.setFault(fault)
    await expect(addresses.create(linkId, service.id, doer())).rejects.toMatchObject({ code, retry: state === 'unknown' ? 'afterCheck' : 'no' })
    expect(calls).toHaveLength(1)
    expect(calls[0]?.outcome).toBe(state)
    const [attempt] = (await addresses.list(linkId)).addresses
    expect(attempt).toMatchObject({ state, address: '', canRepoint: false, error: { code } })
    // A person may try again; nothing stands in the way.
    expect(await addresses.create(linkId, service.id, doer())).toMatchObject({ state: 'done' })
  })

  it('of which nobody knows is settled by a person', async () => {
    const { addresses, sandbox, ready } = await shortDesk()
    const service = await ready()
    sandbox.setFault({ kind: '5xx', acts: true, times: 2 })
    for (const _ of [1, 2]) await addresses.create(linkId, service.id, doer()).catch(() => undefined)
    const [second, first] = (await addresses.list(linkId)).addresses
    if (!first || !second) throw new Error('two attempts expected')
    const found = `${sandbox.baseUrl}/s/${sandbox.entries()[0]?.id ?? ''}`
    await expect(addresses.settle(first.id, 'javascript:alert(1)')).rejects.toMatchObject({ fields: [{ path: 'address' }] })
    expect(await addresses.settle(first.id, found)).toMatchObject({ state: 'done', address: found, service: { id: service.id } })
    expect(await addresses.settle(second.id, undefined)).toMatchObject({ state: 'settled', address: '' })
    await expect(addresses.settle(first.id, found)).rejects.toMatchObject({ code: 'shortAddresses.notUnknown' })
  })

  it('that was under way when the program ended is unknown', async () => {
    const { addresses, sandbox, ready, link, repository } = await shortDesk()
    const service = await ready({ timeoutSeconds: 3 })
    const [source] = shortAddressTodos({ unknown: () => repository.unknown() })
    expect(await source?.load()).toEqual([])
    sandbox.setFault({ kind: 'slow', ms: 1500 })
    const going = addresses.create(linkId, service.id, doer())
    await expect.poll(async () => (await addresses.list(linkId)).addresses[0]?.state).toBe('calling')
    await expect(addresses.create(linkId, service.id, doer())).rejects.toMatchObject({ code: 'shortAddresses.underWay' })
    await addresses.recover()
    expect((await addresses.list(linkId)).addresses).toMatchObject([{ state: 'unknown', error: { code: 'shortAddresses.programEnded' } }])
    const since = (await addresses.list(linkId)).addresses[0]?.createdAt
    expect(await source?.load()).toMatchObject([{ kind: 'shortAddresses.unknown', count: 1, since }])
    expect(await going).toMatchObject({ state: 'done' })
    link.text = ''
    await expect(addresses.create(linkId, service.id, doer())).rejects.toMatchObject({ code: 'shortAddresses.linkHasNoText' })
  })

  it('made elsewhere is noted once', async () => {
    const { addresses } = await shortDesk()
    expect(await addresses.add(linkId, 'https://t.example/x', '王芳')).toMatchObject({ state: 'done', canRepoint: false })
    await expect(addresses.add(linkId, 'https://t.example/x', '王芳')).rejects.toMatchObject({ code: 'shortAddresses.known', fields: [{ path: 'address' }] })
    for (const wrong of ['https://a:b@t.example/', 'ftp://t.example/', 'https://t.example/ x'])
      await expect(addresses.add(linkId, wrong, '王芳'), wrong).rejects.toMatchObject({ fields: [{ code: 'shortAddresses.addressForm' }] })
  })
})

describe('a renewal', () => {
  it('reaches every address in use, whatever happens to one of them', async () => {
    const { addresses, port, sandbox, link, ready } = await shortDesk()
    const service = await ready()
    const one = await addresses.create(linkId, service.id, doer())
    const two = await addresses.create(linkId, service.id, doer())
    const old = await addresses.create(linkId, service.id, doer())
    await addresses.retire(old.id, true)
    const byHand = await addresses.add(linkId, 'https://t.example/x', '王芳')
    const targets = await port.targetsOf(linkId)
    expect(targets.map(({ address, canRepoint }) => [address, canRepoint])).toEqual([[byHand.address, false], [two.address, true], [one.address, true]])
    sandbox.setFault({ kind: 'drop' })
    const results = await port.repoint(linkId, 'weixin://dl/new', doer())
    expect(results.map(({ address, outcome }) => [address, outcome])).toEqual([[byHand.address, 'byHand'], [two.address, 'unknown'], [one.address, 'done']])
    expect(results[1]?.error?.code).toBe('shortAddresses.outcomeUnknown')
    link.text = 'weixin://dl/new'
    expect(await addresses.noteRepoint(byHand.id, '李雷')).toMatchObject({ current: true, repointedBy: '李雷' })
    // Once more does no harm, and what is done is left alone.
    const again = await port.repoint(linkId, 'weixin://dl/new', doer())
    expect(again.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done'])
    expect(sandbox.entries().map(({ changes }) => changes)).toEqual([1, 1, 0])
    await expect(addresses.repoint(byHand.id, doer())).rejects.toMatchObject({ code: 'shortAddresses.cannotRepoint' })
    link.text = 'weixin://dl/newer'
    const both = await Promise.allSettled([1, 2].map(() => addresses.repoint(one.id, doer())))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'shortAddresses.underWay' } })
  })
})

describe('a service', () => {
  it.each([
    [{ create: { method: 'POST', url: 'ftp://x/{{link}}', bodyKind: 'none', body: '' } }, 'create.url', 'urlScheme'],
    [{ create: { method: 'POST', url: 'https://{{title}}.example/{{link}}', bodyKind: 'none', body: '' } }, 'create.url', 'hostFixed'],
    [{ create: { method: 'GET', url: 'https://u:p@x.example/{{link}}', bodyKind: 'none', body: '' } }, 'create.url', 'urlCredentials'],
    [{ create: { method: 'GET', url: 'https://x.example/?key=abcd1234&u={{link}}', bodyKind: 'none', body: '' } }, 'create.url', 'secretOpen'],
    [{ create: { method: 'GET', url: 'https://x.example/', bodyKind: 'none', body: '' } }, 'create.url', 'linkMissing'],
    [{ create: { method: 'GET', url: 'https://x.example/{{lnk}}', bodyKind: 'none', body: '' } }, 'create.url', 'placeholderUnknown'],
    [{ create: { method: 'GET', url: 'https://x.example/{{address}}{{link}}', bodyKind: 'none', body: '' } }, 'create.url', 'placeholderUnknown'],
    [{ create: { method: 'POST', url: 'https://x.example/', bodyKind: 'json', body: '{"url":{{link}}}' } }, 'create.body', 'bodyNotJson'],
    [{ create: { method: 'POST', url: 'https://x.example/', bodyKind: 'json', body: '{"token":"abcd1234","url":"{{link}}"}' } }, 'create.body', 'secretOpen'],
    [{ create: { method: 'POST', url: 'https://x.example/', bodyKind: 'form', body: 'apikey=abcd1234&url={{link}}' } }, 'create.body', 'secretOpen'],
    [{ headers: [{ name: 'X-A', secret: false, value: 'a\r\nX-B: c' }] }, 'headers.0.value', 'headerValue'],
    [{ headers: [{ name: 'X A', secret: false, value: 'a' }] }, 'headers.0.name', 'headerName'],
    [{ headers: [{ name: 'host', secret: false, value: 'a' }] }, 'headers.0.name', 'headerReserved'],
    [{ headers: [{ name: 'X-Api-Key', secret: false, value: 'abcd' }] }, 'headers.0.secret', 'headerIsSecret'],
    [{ headers: [{ name: 'X-A', secret: false, value: 'a' }, { name: 'x-a', secret: false, value: 'b' }] }, 'headers.1.name', 'headerTwice'],
    [{ answer: { kind: 'json', path: 'a..b', idPath: '' } }, 'answer.path', 'pathForm'],
  ] as const)('refuses %o', async (changes, path, code) => {
    const { services } = await shortDesk()
    await expect(services.save({ fields: { ...serviceFields('https://x.example'), ...(changes as object) } })).rejects.toMatchObject({
      code: 'bridge.invalidInput',
      fields: [{ path: `fields.${path}`, code: `shortAddresses.${code}` }],
    })
  })

  it('loses its secrets when it is to call another host, and keeps them otherwise', async () => {
    const { services, ready, sandbox } = await shortDesk()
    const service = await ready()
    expect(service.secrets).toEqual([{ name: 'authorization', last4: token.slice(-4), setAt: '2026-11-22T06:00:00.000Z' }])
    expect(service.warnings).toEqual(['notHttps'])
    const renamed = await services.save({ id: service.id, rev: service.rev, fields: serviceFields(sandbox.baseUrl, { name: '改名' }) })
    expect(renamed.secrets).toMatchObject([{ last4: token.slice(-4) }])
    const moved = await services.save({ id: service.id, rev: renamed.rev, fields: serviceFields('https://elsewhere.example', { name: '改名' }) })
    expect(moved.secrets).toEqual([{ name: 'authorization' }])
    expect(moved.warnings).toEqual([])
    await expect(services.save({ id: service.id, rev: 1, fields: serviceFields(sandbox.baseUrl) })).rejects.toMatchObject({ code: 'shortAddresses.changedMeanwhile' })
  })

  it('says what is wrong with a call, in a test as in earnest', async () => {
    const { services, sandbox, ready } = await shortDesk()
    const service = await ready()
    const good = await services.test(service.id, undefined, { ...doer(), signal })
    expect(good).toMatchObject({ ok: true, answer: { status: 201, cut: false }, foundId: sandbox.entries()[0]?.id ?? '' })
    expect(good.found).toContain('/s/')
    expect(good.request).toMatchObject({ method: 'POST', url: `${sandbox.baseUrl}/api/links` })
    expect(good.request.headers).toContainEqual({ name: 'Authorization', value: `••••${token.slice(-4)}` })
    expect(JSON.parse(good.request.body)).toMatchObject({ title: 'MiniDesk' })
    await services.setSecret(service.id, 'authorization', 'Bearer wrong-wrong-wrong')
    expect(await services.test(service.id, undefined, { ...doer(), signal })).toMatchObject({ ok: false, answer: { status: 401 }, error: { code: 'shortAddresses.credentialRefused' } })
    await services.setSecret(service.id, 'authorization', `Bearer ${token}`)
    sandbox.setQuota(0)
    expect(await services.test(service.id, undefined, { ...doer(), signal })).toMatchObject({ ok: false, error: { code: 'shortAddresses.tooMany' } })
    sandbox.setQuota(100)
    const test = async (changes: Parameters<typeof serviceFields>[1]) => {
      const { id, rev } = await services.require(service.id)
      await services.save({ id, rev, fields: serviceFields(sandbox.baseUrl, changes) })
      return services.test(id, undefined, { ...doer(), signal })
    }
    expect(await test({ answer: { kind: 'json', path: 'data.nothing', idPath: '' } })).toMatchObject({ error: { code: 'shortAddresses.addressMissing' } })
    expect(await test({ answer: { kind: 'json', path: 'message', idPath: '' } })).toMatchObject({ found: 'ok', error: { code: 'shortAddresses.addressNotUrl' } })
    expect(await test({ success: { path: 'code', value: '200' } })).toMatchObject({ error: { code: 'shortAddresses.refusedByService', params: { value: '0' } } })
    expect(await test({ success: { status: 200, path: '', value: '' } })).toMatchObject({ error: { code: 'shortAddresses.statusUnclear' } })
    expect(await test({ answer: { kind: 'text', path: '', idPath: '' } })).toMatchObject({ error: { code: 'shortAddresses.addressNotUrl' } })
    await services.setSecret(service.id, 'authorization', '')
    await expect(services.test(service.id, undefined, { ...doer(), signal })).rejects.toMatchObject({ code: 'shortAddresses.secretMissing' })
  })

  it('takes forms, and secrets in address and body', async () => {
    const { services, addresses, sandbox, calls } = await shortDesk()
    const url = `${sandbox.baseUrl}/api/links?key={{secret:KEY}}`
    const create = { method: 'POST', url, bodyKind: 'form', body: 'url={{link}}&title={{title}}' } as const
    const { id } = await services.save({ fields: serviceFields(sandbox.baseUrl, { create }) })
    await services.setSecret(id, 'Authorization', `Bearer ${token}`)
    await services.setSecret(id, 'KEY', 'in-the-address-99')
    expect(await addresses.create(linkId, id, doer())).toMatchObject({ state: 'done' })
    expect(sandbox.entries()).toMatchObject([{ link: scheme, title: '桌卡 "A" & B' }])
    expect(JSON.stringify(calls)).not.toContain('in-the-address-99')
    expect((await services.test(id, undefined, { ...doer(), signal })).request.url).toContain(encodeURIComponent('••••s-99'))
  })
})

describe('secrets', () => {
  it('stand nowhere in the open: neither in answers, log, calls, audit nor database', async () => {
    const desk = await shortDesk()
    const service = await desk.ready()
    const answers: unknown[] = [service, await desk.services.list(true)]
    answers.push(await desk.services.test(service.id, undefined, { ...doer(), signal }))
    answers.push(await desk.addresses.create(linkId, service.id, doer()), await desk.addresses.list(linkId))
    // A service that repeats the credential in its refusal.
    await desk.services.setSecret(service.id, 'authorization', `Bearer wrong-${token}`)
    answers.push(await desk.addresses.create(linkId, service.id, doer()).catch((fault: unknown) => fault))
    const error = new Error(`sent Authorization: Bearer ${token}`)
    answers.push(desk.redactor.value({ error, note: `said ${token}` }), desk.calls, await desk.services.transferable())
    const audited = auditDetails({ id: service.id, name: 'Authorization', secret: `Bearer ${token}` }, contract['services.setSecret'].secrets ?? [])
    const all = JSON.stringify([answers, audited], (_, value: unknown) => (value instanceof Error ? { ...value, message: value.message, cause: value.cause } : value))
    for (const form of [token, encodeURIComponent(token), Buffer.from(token).toString('base64').slice(0, 20)]) expect(all).not.toContain(form)
    const stored = (await desk.databaseBytes()).toString('latin1')
    expect(stored).toContain('short_services')
    expect(stored).not.toContain(token)
    expect(audited).toEqual({ id: service.id, name: 'Authorization' })
  })
})

describe('SMS texts', () => {
  it('are remembered, and counted by numbers with a source', async () => {
    const { commands } = await shortDesk()
    const context = { caller: { operator: { name: '王芳' } } } as never
    const saved = await commands['sms.save']({ name: '召回', text: '【云栖】{{link}}' }, context)
    await commands['sms.save']({ ...saved, text: '【云栖】新 {{link}}' }, context)
    expect(await commands['sms.templates']({}, context)).toMatchObject({ templates: [{ text: '【云栖】新 {{link}}' }], rules: { ucs2Single: 70, ucs2Part: 67, certain: false } })
    const rules = { ucs2Single: 64, ucs2Part: 65, maxUnits: 300, source: '合同', asOf: '2026-11-01', certain: true }
    await expect(commands['sms.setRules'](rules, context)).rejects.toMatchObject({ fields: [{ path: 'ucs2Part' }] })
    expect(await commands['sms.setRules']({ ...rules, ucs2Part: 61 }, context)).toMatchObject({ ucs2Part: 61, source: '合同', certain: true })
    expect(await commands['sms.remove']({ id: saved.id }, context)).toEqual({ removed: true })
  })
})
