import { readFile } from 'node:fs/promises'
import type { LinkRuleFields } from '@shared/contract/link-rules'
import { linkRules as contract } from '@shared/contract/link-rules'
import { defaultLinkLimitValues } from '@shared/domain/links'
import { describe, expect, it } from 'vitest'
import { Fault } from '../../platform/errors/fault'
import { newId } from '../../platform/ids/id'
import { standInDesk } from '../official-accounts/stand-in.fixture'
import { linkRulesRepository } from './repository'
import { LinkRulesService } from './service'
import { linkRuleTodos } from './todos'

const rule = (more: Partial<LinkRuleFields> = {}): LinkRuleFields => ({
  prefix: 'https://h5.yunqi-hotel.example.com/room/',
  subRulesOccupied: true,
  path: 'pages/room/detail',
  openVersion: 'release',
  testUrls: [],
  ...more,
})

async function desk(limits: Partial<Record<keyof typeof defaultLinkLimitValues, number>> = {}) {
  const parts = await standInDesk()
  const repository = parts.store.client(linkRulesRepository)
  const start = () =>
    new LinkRulesService({
      repository,
      apps: parts.apps,
      wechat: parts.wechat.linkRules,
      clock: parts.clock,
      newId: () => newId(parts.clock),
      limits: () => ({ ...defaultLinkLimitValues, ...limits }),
      tickets: parts.tickets,
      filesDir: parts.folder,
      practiceMark: true,
      changed: () => undefined,
    })
  const [appId = ''] = parts.appIds
  return { ...parts, repository, service: start(), restart: start, appId }
}

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const caught: unknown = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (caught instanceof Fault) return caught
  throw new Error('expected a Fault', { cause: caught })
}

describe('the list', () => {
  it('is empty and undated before it was read, and stays at hand without a network', async () => {
    const { service, appId, call, sandbox } = await desk()
    expect(await service.book(appId)).toMatchObject({ rules: [], total: 0, capacity: { used: 0, limit: 100 } })
    expect((await service.book(appId)).asOf).toBeUndefined()
    await service.add(appId, rule({ testUrls: ['https://h5.yunqi-hotel.example.com/room/1'] }), '王芳', call)
    await sandbox.close()
    const book = await service.book(appId)
    expect(book.asOf).toBe('2026-11-22T06:00:00.000Z')
    expect(book.rules).toEqual([
      { ...rule({ testUrls: ['https://h5.yunqi-hotel.example.com/room/1'] }), published: false },
    ])
    expect(() => contract.list.output.parse(book)).not.toThrow()
    expect((await faultOf(service.refresh(appId, call))).code).toMatch(/^http\./)
  })
})

describe('a rule', () => {
  it('is added, edited, published with the month’s allowance, and then neither edited nor published again', async () => {
    const { service, appId, call } = await desk()
    await service.add(appId, rule(), '王芳', call)
    const edited = await service.edit(appId, rule({ path: 'pages/index/index', openVersion: 'trial' }), '王芳', call)
    expect(edited.rules[0]).toMatchObject({ path: 'pages/index/index', openVersion: 'trial' })
    expect(edited.publications).toEqual({ limit: 100, used: 0, state: 'free', month: '2026-11', by: 'wechat' })
    const published = await service.publish(appId, rule().prefix, '王芳', call)
    expect(published.rules[0]?.published).toBe(true)
    expect(published.publications.used).toBe(1)
    expect((await faultOf(service.edit(appId, rule(), '王芳', call))).code).toBe('linkRules.isPublished')
    expect((await faultOf(service.publish(appId, rule().prefix, '王芳', call))).code).toBe('linkRules.alreadyPublished')
    expect((await service.remove(appId, rule().prefix, '王芳', call)).rules).toEqual([])
    expect((await faultOf(service.remove(appId, rule().prefix, '王芳', call))).code).toBe('linkRules.notFound')
  })

  it('is refused at its fields, by us or by WeChat, and leaves nothing open', async () => {
    const { service, appId, call, sandbox } = await desk()
    const fault = await faultOf(service.add(appId, rule({ prefix: 'x', path: '' }), '王芳', call))
    expect(fault.fields?.map(({ path, code }) => [path, code])).toEqual([
      ['rule.prefix', 'linkRules.prefixScheme'],
      ['rule.path', 'linkRules.pageMissing'],
    ])
    expect(sandbox.state().calls['/cgi-bin/wxopen/qrcodejumpadd']).toBeUndefined()
    const unfiled = await faultOf(service.add(appId, rule({ prefix: 'https://unfiled.example.com/' }), '王芳', call))
    expect(unfiled.code).toBe('wechat.ruleDomainRefused')
    expect((await service.book(appId)).unknown).toEqual([])
    await service.add(appId, rule(), '王芳', call)
    expect((await faultOf(service.add(appId, rule(), '王芳', call))).code).toBe('linkRules.exists')
  })

  it('is warned of at 80 % and stopped at 100 %', async () => {
    const { service, appId, call } = await desk({ linkRules: 5, linkRulePublications: 100 })
    const at = (n: number) => rule({ prefix: `https://h5.yunqi-hotel.example.com/r${n}` })
    for (const n of [1, 2, 3]) expect((await service.add(appId, at(n), '王芳', call)).capacity.state).toBe('free')
    expect((await service.add(appId, at(4), '王芳', call)).capacity).toEqual({ limit: 5, used: 4, state: 'warning' })
    await service.add(appId, at(5), '王芳', call)
    expect((await faultOf(service.add(appId, at(6), '王芳', call))).code).toBe('linkRules.full')
  })

  it('counts a month’s publications anew on its first second in Beijing', async () => {
    const { service, appId, call, clock, sandbox } = await desk()
    await service.add(appId, rule(), '王芳', call)
    sandbox.setFault({ kind: 'quotaExhausted', quota: 'publications' })
    await service.refresh(appId, call)
    const full = await faultOf(service.publish(appId, rule().prefix, '王芳', call))
    expect(full).toMatchObject({ code: 'linkRules.publicationsUsedUp', params: { limit: 100, month: '2026-11' } })
    sandbox.clearFaults()
    clock.advance(Date.parse('2026-11-30T15:59:59.000Z') - clock.now().getTime())
    expect((await service.book(appId)).publications).toMatchObject({ used: 100, month: '2026-11', by: 'wechat' })
    clock.advance(1000)
    expect((await service.book(appId)).publications).toMatchObject({ used: 0, month: '2026-12', by: 'own' })
    expect((await service.publish(appId, rule().prefix, '王芳', call)).publications.used).toBe(1)
  })
})

describe('an answer that never came', () => {
  it('is looked up in the list: it took effect', async () => {
    const { service, appId, call, sandbox } = await desk()
    sandbox.setFault({ kind: 'dropAfterActing', path: '/cgi-bin/wxopen/qrcodejumpadd', times: 1 })
    const book = await service.add(appId, rule(), '王芳', call)
    expect(book.rules).toHaveLength(1)
    expect(book.unknown).toEqual([])
    for (const [path, act] of [
      ['qrcodejumppublish', () => service.publish(appId, rule().prefix, '王芳', call)],
      ['qrcodejumpdelete', () => service.remove(appId, rule().prefix, '王芳', call)],
    ] as const) {
      sandbox.setFault({ kind: 'dropAfterActing', path: `/cgi-bin/wxopen/${path}`, times: 1 })
      expect((await act()).unknown).toEqual([])
    }
    expect(sandbox.state().calls['/cgi-bin/wxopen/qrcodejumppublish']).toBe(1)
  })

  it('is looked up in the list: it did not, and may be done again', async () => {
    const { service, appId, call, sandbox } = await desk()
    sandbox.setFault({ kind: 'dropBeforeActing', path: '/cgi-bin/wxopen/qrcodejumpadd', times: 1 })
    const fault = await faultOf(service.add(appId, rule(), '王芳', call))
    expect(fault).toMatchObject({ code: 'linkRules.withoutEffect', retry: 'safe' })
    expect((await service.book(appId)).unknown).toEqual([])
    expect((await service.add(appId, rule(), '王芳', call)).rules).toHaveLength(1)
  })

  it('stays unknown while the list cannot be read, over a restart, and is settled by the next reading', async () => {
    const { service, repository, restart, appId, call, sandbox } = await desk()
    const [source] = linkRuleTodos({ unknown: () => repository.unknownByApp() })
    expect(await source?.load()).toEqual([])
    sandbox.setFault({ kind: 'dropAfterActing', path: '/cgi-bin/wxopen/qrcodejumpadd', times: 1 })
    sandbox.setFault({ kind: 'http5xx', path: '/cgi-bin/wxopen/qrcodejumpget' })
    const fault = await faultOf(service.add(appId, rule(), '王芳', call))
    expect(fault).toMatchObject({ code: 'wechat.ruleOutcomeUnknown', retry: 'afterCheck' })
    const later = restart()
    await later.recover()
    expect((await later.book(appId)).unknown).toMatchObject([{ kind: 'add', prefix: rule().prefix, by: '王芳' }])
    const [{ at: since } = { at: '' }] = (await later.book(appId)).unknown
    expect(await source?.load()).toMatchObject([{ count: 1, since, action: { to: `/link-rules?app=${appId}` } }])
    expect(await faultOf(later.add(appId, rule(), '李雷', call))).toMatchObject({ code: 'linkRules.changeOpen', params: { prefix: rule().prefix } })
    expect(sandbox.state().calls['/cgi-bin/wxopen/qrcodejumpadd']).toBe(1)
    sandbox.clearFaults()
    const book = await later.refresh(appId, call)
    expect(book.unknown).toEqual([])
    expect(await source?.load()).toEqual([])
    expect(book.rules).toHaveLength(1)
  })

  it('is unknown after a kill in the middle of the call', async () => {
    const { repository, restart, appId, clock, call } = await desk()
    await repository.open({ id: newId(clock), appId, kind: 'publish', prefix: rule().prefix, rule: undefined, by: '王芳' })
    const later = restart()
    await later.recover()
    const before = await later.book(appId)
    expect(before.unknown).toHaveLength(1)
    expect(before.publications).toMatchObject({ used: 1, by: 'own' })
    expect((await later.refresh(appId, call)).unknown).toEqual([])
  })
})

describe('files', () => {
  it('hands out the verification file as WeChat names it', async () => {
    const { service, appId, call, tickets } = await desk()
    const offered = await service.verificationFile(appId, call)
    expect(offered.name).toMatch(/^[A-Za-z0-9]+\.txt$/)
    const file = tickets.redeem(offered.ticket)
    expect(await readFile(file?.path ?? '', 'utf8')).toHaveLength(offered.bytes)
  })

  it('draws the code of an address, marked in practice', async () => {
    const { service, tickets } = await desk()
    const offered = await service.image('https://h5.yunqi-hotel.example.com/room/1?a=b', 'png', 600)
    expect(offered.name).toBe('h5.yunqi-hotel.example.com_room_1_a=b.png')
    const bytes = await readFile(tickets.redeem(offered.ticket)?.path ?? '')
    expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG')
    expect((await faultOf(service.image(`https://a.com/${'x'.repeat(4000)}`, 'svg', 600))).code).toBe('files.qrTooLong')
  })
})
