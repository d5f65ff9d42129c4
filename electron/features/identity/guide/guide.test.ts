import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App } from '@shared/contract/apps'
import { type Papers, identityGuide } from '@shared/contract/identity-guide'
import { workdayCalendar } from '@shared/domain/workdays'
import { describe, expect, it, onTestFinished } from 'vitest'
import { migrations } from '../../../migrations'
import { ManualClock } from '../../../platform/clock/clock'
import { StoreEngine } from '../../../platform/store/engine'
import { inlineStore } from '../../../platform/store/store'
import { codeFacts, codeMeaning } from './codes'
import { paperIds, satisfied } from './papers'
import { identityGuideRepository } from './repository'
import { categories, GuideDesk } from './service'

const hotel = { id: '0190aaaa-0000-7000-8000-000000000001', name: '云栖酒店', appId: 'wx1', archived: false } as unknown as App

function guide() {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-guide-'))
  // A Thursday in Beijing.
  const clock = new ManualClock('2026-11-26T06:05:00.000Z')
  const store = inlineStore(
    new StoreEngine({ file: join(folder, 'a.db'), create: true, role: 'writer', repositories: [identityGuideRepository], migrations, clock }),
  )
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  let told = 0
  const desk = new GuideDesk({
    repository: store.client(identityGuideRepository),
    apps: { all: () => Promise.resolve([hotel]), byId: (id) => Promise.resolve(id === hotel.id ? hotel : undefined) },
    calendar: () => Promise.resolve(workdayCalendar([])),
    changed: () => void (told += 1),
  })
  return { desk, clock, told: () => told }
}

const papersOf = (id: string): Papers => {
  const found = categories('zh-CN').find((category) => category.id === id)
  if (!found) throw new Error(id)
  return found.papers
}
const names = (tree: Papers): string[] => (tree.kind === 'paper' ? [tree.name] : tree.of.flatMap(names))

describe('categories that may apply', () => {
  it('are the 29 of the article, in both languages, each with its fact', () => {
    for (const locale of ['zh-CN', 'en'] as const) {
      const all = categories(locale)
      expect(all.map(({ factId }) => factId)).toEqual(Array.from({ length: 29 }, (_, at) => `A23-K-${String(at + 1).padStart(2, '0')}`))
      expect(all.flatMap(({ level1, level2, papers }) => [level1, level2, ...names(papers)])).not.toContain('')
      expect(() => identityGuide['guide.categories'].output.parse(all)).not.toThrow()
      expect(all.filter(({ level3 }) => level3 !== '').map(({ id }) => id)).toEqual(['A23-K-15'])
    }
    expect(categories('zh-CN').map(({ id, papers }) => [id, ...paperIds(papers)])).toEqual(
      categories('en').map(({ id, papers }) => [id, ...paperIds(papers)]),
    )
  })

  it('have hotels as the only accommodation', () => {
    expect(categories('zh-CN').filter(({ level2 }) => level2.includes('住宿'))).toMatchObject([
      { id: 'A23-K-27', limitation: '仅限酒店', papers: { kind: 'paper', name: '《酒店业特种行业经营许可证》' } },
    ])
  })

  it.each([
    // A private school needs both of its papers, a public one either of two.
    ['A23-K-03', ['《民办学校办学许可证》'], false],
    ['A23-K-03', ['《民办学校办学许可证》', '《民办非企业单位登记证书》'], true],
    ['A23-K-03', ['《事业单位法人证书》'], true],
    ['A23-K-13', ['《金融许可证》', '《营业执照》'], false],
    ['A23-K-14', ['《营业执照》', '银保监会或其派出机构的开业批复'], true],
    ['A23-K-15', ['与网约车公司的合作协议'], false],
    ['A23-K-24', ['《电力业务许可证》', '《卫生许可证》'], false],
    ['A23-K-12', ['《经营保险公估业务备案》'], true],
  ] as const)('%s with %j: %s', (id, at, wanted) => {
    const tree = papersOf(id)
    const all = names(tree)
    const have = paperIds(tree).filter((_, index) => (at as readonly string[]).includes(all[index] ?? ''))
    expect(satisfied(tree, new Set(have))).toBe(wanted)
  })
})

describe('codes', () => {
  it('say what they mean only where they belong', () => {
    const meaning = (call: string, field: string, code: string) => codeMeaning({ call, field, code }, 'zh-CN')
    expect(meaning('getinfo', 'identify_ret', '10003')).toBe('核身未通过：人与证件信息不符')
    expect(meaning('checkIsSupportFacialRecognition', 'errCode', '10003')).toBe('服务端已停用')
    expect(meaning('queryverifyinfo', 'verify_ret', '10003')).toBeUndefined()
    const keys = codeFacts.map(({ call, field, code }) => `${call} ${field} ${code}`)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('an application', () => {
  it('goes step by step, counts the wait in working days, and tells the second of two editors', async () => {
    const { desk, clock, told } = guide()
    expect(await desk.applications()).toMatchObject([{ categoryId: '', rev: 0, papersComplete: false }])
    const chosen = await desk.setCategory({ appId: hotel.id, rev: 0, categoryId: 'A23-K-27' })
    expect(chosen).toMatchObject({ papers: [{ id: 'A23-K-27', have: false }], papersComplete: false, rev: 1 })
    expect(await desk.setPaper({ appId: hotel.id, rev: 1, paperId: 'A23-K-27', have: true, note: '' })).toMatchObject({ papersComplete: true })
    await expect(desk.setStep({ appId: hotel.id, rev: 1, stepId: 'open', state: 'done', note: '' }, '李雷')).rejects.toMatchObject({
      code: 'identity.applicationChanged',
    })
    // Sent on a Thursday evening: Friday, Monday, Tuesday.
    const sent = await desk.setStep({ appId: hotel.id, rev: 2, stepId: 'test', state: 'done', note: '已提交' }, '王芳')
    expect(sent).toMatchObject({ answerUntil: '2026-12-01', rev: 3 })
    expect(sent.steps.find(({ id }) => id === 'test')).toMatchObject({ changedBy: '王芳', note: '已提交', changedAt: clock.instant() })
    expect(await desk.setStep({ appId: hotel.id, rev: 3, stepId: 'answer', state: 'done', note: '' }, '王芳')).not.toHaveProperty('answerUntil')
    expect(identityGuide['guide.applications'].output.parse(await desk.applications())).toHaveLength(1)
    expect(told()).toBe(4)
  })

  it('of another category starts its papers anew; what is not there is refused before anything is written', async () => {
    const { desk, told } = guide()
    const { id } = hotel
    await desk.setCategory({ appId: id, rev: 0, categoryId: 'A23-K-04' })
    await desk.setPaper({ appId: id, rev: 1, paperId: 'A23-K-04.0', have: true, note: '' })
    expect((await desk.setCategory({ appId: id, rev: 2, categoryId: 'A23-K-28' })).papers.every(({ have }) => !have)).toBe(true)
    const refused = told()
    await expect(desk.setCategory({ appId: id, rev: 3, categoryId: 'A23-K-30' })).rejects.toMatchObject({ code: 'identity.categoryUnknown' })
    await expect(desk.setStep({ appId: id, rev: 3, stepId: 'no', state: 'done', note: '' }, '')).rejects.toMatchObject({ code: 'identity.stepUnknown' })
    await expect(desk.setPaper({ appId: id, rev: 3, paperId: 'no', have: true, note: '' })).rejects.toMatchObject({ code: 'identity.paperUnknown' })
    await expect(desk.setCategory({ appId: '0190aaaa-0000-7000-8000-000000000009', rev: 0, categoryId: 'A23-K-27' })).rejects.toMatchObject({ code: 'apps.notFound' })
    expect(told()).toBe(refused)
  })
})
