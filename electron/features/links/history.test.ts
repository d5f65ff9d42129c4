import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrations } from '../../migrations'
import { ManualClock } from '../../platform/clock/clock'
import { StoreEngine } from '../../platform/store/engine'
import { defineRepository, type ReadContext } from '../../platform/store/repository'
import { inlineStore } from '../../platform/store/store'
import { repositories } from '../../repositories'
import { appsRepository } from '../apps'
import { placesRepository } from '../places'
import { hitsCap, type StoreFilter } from './filter.repository'
import { linksRepository } from './index'
import type { NewLink, StoredLink } from './rows'

/** A small generator with a seed, so that a failing run can be repeated (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
const random = seeded(20261122)
const pick = <T,>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

const words = ['房间', '早餐', '西湖', '延迟退房', 'CNY2027', '客房服务', '春节', 'wifi']
const campaigns = ['', '春节预热', '日常', '会员日']
const creators = ['王芳', '李雷', 'Anna']
const tags = ['', 'from=sms', 'from=qr']
const channels = ['', 'sms', 'poster']
const kinds = ['plain_scheme', 'encrypted_scheme']
const explain = defineRepository({
  name: 'explain',
  reads: { plan: ({ db }: ReadContext, input: { sql: string; values: unknown[] }): string[] => (db.prepare(`EXPLAIN QUERY PLAN ${input.sql}`).all(...input.values) as { detail: string }[]).map(({ detail }) => detail) },
  writes: {},
})

const clock = new ManualClock('2026-01-01T00:00:00.000Z')
let folder = ''
let engine: StoreEngine
const model: (NewLink & { createdAt: string; archived: boolean })[] = []
const links = () => inlineStore(engine).client(linksRepository)
const count = 3000

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minidesk-history-'))
  engine = new StoreEngine({ file: join(folder, 'a.db'), role: 'writer', create: true, repositories: [...repositories, explain], migrations, clock })
  const store = inlineStore(engine)
  for (const n of [1, 2, 3])
    await store.client(appsRepository).insert({
      id: `app${n}`,
      fields: { name: `A${n}`, appId: `wx000000000000000${n}`, originalId: '', subjectType: 'company_domestic', tokenMode: 'stable', pages: [], declaredPages: [], defaultTag: '' },
      by: 'x',
    })
  for (const n of [1, 2])
    await store.client(placesRepository).insert({ id: `place${n}`, fields: { code: `HZ0${n}`, codeKey: `hz0${n}`, name: `店${n}`, zone: 'Asia/Shanghai', appIds: [], owner: '' }, by: 'x' })
  for (let n = 0; n < count; n++) add(n)
})
afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true, force: true })
})

function add(n: number): void {
  clock.advance(Math.floor(random() * 3) * 3_600_000)
  const kind = pick(kinds)
  const link: NewLink = {
    id: `link${n}`,
    kind,
    appId: pick(['app1', 'app2', 'app3']),
    placeId: pick([null, 'place1', 'place2']),
    path: pick(['pages/room/detail', 'pages/index/index']),
    query: `id=${n}`,
    envVersion: 'release',
    text: `weixin://${n}`,
    expiresAt: kind === 'plain_scheme' ? null : new Date(clock.now().getTime() + Math.floor(random() * 60) * 86_400_000).toISOString(),
    campaign: pick(campaigns),
    tag: pick(tags),
    note: `${pick(words)} ${pick(words)}`,
    createdBy: pick(creators),
    options: {},
    channel: pick(channels),
    audience: '',
    reuseKey: '',
    variant: null,
    image: null,
    alsoFindBy: '',
  }
  engine.write('links', 'insert', link)
  const archived = random() < 0.1
  if (archived) engine.write('links', 'archive', { ids: [link.id], archived: true, operatorName: 'x' })
  model.push({ ...link, createdAt: clock.instant(), archived })
}

function fits(link: (typeof model)[number], filter: StoreFilter): boolean {
  const { expiresAt, archived } = link
  const text = `${link.path} ${link.query} ${link.campaign} ${link.tag} ${link.note}`.toLowerCase()
  const checks = [
    filter.appId === undefined || link.appId === filter.appId,
    filter.placeId === undefined || link.placeId === filter.placeId,
    filter.kind === undefined || link.kind === filter.kind,
    filter.campaign === undefined || link.campaign === filter.campaign,
    filter.tag === undefined || link.tag === filter.tag,
    filter.channel === undefined || link.channel === filter.channel,
    filter.createdBy === undefined || link.createdBy === filter.createdBy,
    filter.from === undefined || link.createdAt >= filter.from,
    filter.until === undefined || link.createdAt < filter.until,
    filter.text === undefined || filter.text.split(' ').every((word) => text.includes(word.toLowerCase())),
    filter.ids === undefined || filter.ids.includes(link.id),
    filter.state === undefined ||
      (filter.state === 'archived' ? archived : !archived && (filter.state === 'expired') === (expiresAt !== null && expiresAt <= filter.now)),
    filter.expiringUntil === undefined || (!archived && expiresAt !== null && expiresAt > filter.now && expiresAt <= filter.expiringUntil),
  ]
  return checks.every(Boolean)
}

function randomFilter(): StoreFilter {
  const now = clock.instant()
  const some = <K extends keyof StoreFilter>(key: K, value: StoreFilter[K], chance = 0.25) => (random() < chance ? { [key]: value } : {})
  return {
    ...some('appId', pick(['app1', 'app2', 'nobody'])),
    ...some('placeId', pick(['place1', 'place2'])),
    ...some('kind', pick(kinds)),
    ...some('campaign', pick(campaigns)),
    ...some('tag', pick(tags)),
    ...some('channel', pick(['sms', 'poster', 'nobody'])),
    ...some('createdBy', pick(creators)),
    ...some('text', pick([...words, '房间 早餐', 'HZ0', '不存在', 'id=77']), 0.3),
    ...some('state', pick(['valid', 'expired', 'archived'] as const)),
    ...some('from', new Date(clock.now().getTime() - Math.floor(random() * 100) * 86_400_000).toISOString()),
    ...some('until', new Date(clock.now().getTime() - Math.floor(random() * 50) * 86_400_000).toISOString(), 0.1),
    ...some('expiringUntil', new Date(clock.now().getTime() + 7 * 86_400_000).toISOString(), 0.1),
    now,
  }
}

async function allPages(filter: StoreFilter, limit: number, between?: () => void): Promise<StoredLink[]> {
  const rows: StoredLink[] = []
  for (let before: number | undefined; ; ) {
    const page = await links().page({ filter, limit, before, count: before === undefined })
    rows.push(...page.rows)
    const last = page.rows.at(-1)
    if (page.rows.length < limit || !last) return rows
    before = last.seq
    between?.()
  }
}

describe('the history', () => {
  it('finds with any filter what a plain look through all links finds, newest first, page by page', async () => {
    for (let n = 0; n < 150; n++) {
      const filter = randomFilter()
      const expected = model.filter((link) => fits(link, filter)).reverse()
      const found = await allPages(filter, pick([7, 50, 400]))
      expect(found.map(({ id }) => id), JSON.stringify(filter)).toEqual(expected.map(({ id }) => id))
      const first = await links().page({ filter, limit: 1, count: true })
      expect(first.hits).toBe(Math.min(expected.length, hitsCap))
      expect(first.hitsCapped).toBe(expected.length > hitsCap)
    }
  })

  it('turns its pages steadily while links are made', async () => {
    const filter = { createdBy: '王芳', now: clock.instant() }
    const before = model.filter((link) => fits(link, filter)).reverse()
    let n = count
    const found = await allPages(filter, 40, () => add(n++))
    expect(found.map(({ id }) => id)).toEqual(before.map(({ id }) => id))
  })

  it('offers the campaigns, tags and creators that occur', async () => {
    const sorted = (list: string[]) => list.filter(Boolean).sort()
    const { campaigns: c, tags: t, creators: p } = await links().facets()
    expect([sorted(c), sorted(t), sorted(p)]).toEqual([sorted(campaigns), sorted(tags), sorted(creators)])
  })

  it.each([
    ['nothing', {}],
    ['mini program', { appId: 'app1' }],
    ['place', { placeId: 'place1' }],
    ['campaign', { campaign: '日常' }],
    ['tag', { tag: 'from=sms' }],
    ['creator', { createdBy: '王芳' }],
    ['kind', { kind: 'plain_scheme' }],
    ['channel', { channel: 'sms' }],
    ['channel and mini program', { channel: 'sms', appId: 'app1' }],
    ['kind and creator', { kind: 'plain_scheme', createdBy: '王芳' }],
    ['archive', { state: 'archived' as const }],
    ['days', { from: '2026-02-01T00:00:00.000Z' }],
    ['expiry', { expiringUntil: '2026-03-01T00:00:00.000Z' }],
    ['text', { text: '房间' }],
  ])('filtered by %s reads along an index and sorts nothing it need not', (name, part) => {
    // The planner decides as it does in the product, where statistics exist.
    const seen: string[] = []
    const statements: { sql: string; values: unknown[] }[] = []
    const spying = {
      name: 'links',
      read: (method: 'page', input: unknown) =>
        (linksRepository.reads[method] as (context: unknown, input: unknown) => unknown)(
          { sql: (sql: string) => ({ all: (...values: unknown[]) => (statements.push({ sql, values }), []), get: (...values: unknown[]) => (statements.push({ sql, values }), { n: 0, seq: 1 }) }) },
          input,
        ),
    }
    spying.read('page', { filter: { ...part, now: clock.instant() }, limit: 100, count: true })
    for (const statement of statements) seen.push(...(engine.read('explain', 'plan', statement) as string[]))
    const scans = seen.filter((line) => /^SCAN (l|links)\b/u.test(line))
    // Without a filter the newest are the end of the table itself; of days, the end of their index.
    expect(scans.filter((line) => !/USING (COVERING )?INDEX/u.test(line)).length, seen.join('\n')).toBe(name === 'nothing' ? 1 : 0)
    if (!['expiry', 'archive'].includes(name)) expect(seen.join('\n')).not.toContain('TEMP B-TREE')
  })
})
