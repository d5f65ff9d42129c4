import { ledger as contract } from '@shared/contract/ledger'
import { describe, expect, it } from 'vitest'
import { callBy } from '../apps/master-data.fixture'
import { dayOf } from './import-plan'
import { accountFields, companyFields, knownApp, ledgerWorkspace } from './ledger.fixture'

const operator = callBy('operations')
const header = '小程序名称,AppID,原始ID,管理员,认证日期,认证到期,状态'
const sheet = (...rows: string[]) => [header, ...rows].join('\n')

async function workspace() {
  const made = ledgerWorkspace([knownApp()])
  const company = await made.ledger.createCompany(companyFields())
  const preview = async (content: string, name = '名单.csv') => {
    const input = { fileId: await made.handIn(name, content), companyId: company.id, listKind: 'miniProgram' as const }
    return contract.previewImport.output.parse(await made.commands.previewImport(input, operator))
  }
  const run = async (content: string, markMissing = false, name = '名单.csv') => {
    const input = { fileId: await made.handIn(name, content), companyId: company.id, listKind: 'miniProgram' as const, markMissing }
    return contract.import.output.parse(await made.commands.import(input, operator))
  }
  return { ...made, company, preview, run }
}

describe('a list of a company', () => {
  it('comes in, finds what MiniDesk works with, and fills only what is filled', async () => {
    const { run, ledger, company } = await workspace()
    const result = await run(
      sheet('别的名字,wx0123456789abcdef,,李雷,2025年12月1日,2026/12/1,正常', '云栖商城,,gh_0000000000aa,,,,已冻结', '云栖周边,,,,,-,'),
    )
    expect(result).toMatchObject({ created: 2, updated: 1, refused: 0 })
    const { all } = await ledger.book()
    expect(all.map(({ name, state, certifiedUntil, administrator }) => [name, state, certifiedUntil, administrator])).toEqual([
      ['云栖酒店', 'normal', '2026-12-01', '李雷'],
      ['云栖商城', 'frozen', '', ''],
      ['云栖周边', 'normal', '', ''],
    ])
    expect((await ledger.companies())[0]?.gauge.used).toBe(3)
    expect(all.every(({ companyId }) => companyId === company.id)).toBe(true)
    expect(await run(sheet('云栖周边,,,,,,'))).toMatchObject({ created: 0, updated: 0, unchanged: 1 })
  })

  it('names rows that stand twice, belong to another company, or cannot be read', async () => {
    const { preview, ledger } = await workspace()
    const other = await ledger.createCompany(companyFields({ name: '塞纳' }))
    await ledger.createAccount(accountFields({ name: '左岸', appId: 'wx00000000000000bb', companyId: other.id }))
    await ledger.createAccount(accountFields({ kind: 'officialAccount', name: '服务号', appId: 'wx00000000000000cc' }))
    const { rows, counts } = await preview(
      sheet(
        '甲,wx00000000000000aa,,,,,',
        '乙,WX00000000000000AA,,,,,',
        '左岸,wx00000000000000bb,,,,,',
        '服务号,wx00000000000000cc,,,,,',
        ',wxbad,,,2026-02-30,,睡着了',
        '丙,,,,,,',
        '丙,,,,,,',
      ),
    )
    expect(rows.map(({ line, issues }) => [line, issues.map(({ field, code }) => `${field} ${code}`)])).toEqual([
      [2, []],
      [3, ['appId ledger.rowRepeated']],
      [4, ['name ledger.otherCompany']],
      [5, ['name ledger.otherKind']],
      [6, ['state ledger.stateUnknown', 'appId apps.appIdFormat', 'certifiedOn ledger.dayForm', 'name required']],
      [7, []],
      [8, ['name ledger.rowRepeated']],
    ])
    expect(rows[1]?.issues[0]?.params).toEqual({ line: 2 })
    expect(rows[2]?.issues[0]?.params).toEqual({ company: '塞纳' })
    expect(counts).toMatchObject({ create: 2, refuse: 5 })
  })

  it('says what is new, gone and changed since the list before, and what the ledger has beyond it', async () => {
    const { run, preview, ledger, company, clock, commands } = await workspace()
    await ledger.createAccount(accountFields({ name: '手工登记的', companyId: company.id }))
    const first = await preview(sheet('甲,wx00000000000000aa,,李雷,,,', '乙,wx00000000000000bb,,,,,'))
    expect(first.changes).toMatchObject({ fresh: [], gone: [], changed: [], notListed: [{ name: '手工登记的' }] })
    expect(first.changes.previousAt).toBeUndefined()
    await run(sheet('甲,wx00000000000000aa,,李雷,,,', '乙,wx00000000000000bb,,,,,'), false, '十月.csv')
    clock.advance(86_400_000)
    const second = sheet('甲,wx00000000000000aa,,韩梅梅,,,', '丙,wx00000000000000cc,,,,,')
    const { changes } = await preview(second)
    expect(changes).toMatchObject({
      previousAt: '2026-11-22T06:05:00.000Z',
      previousName: '十月.csv',
      fresh: [{ name: '丙' }],
      gone: [{ name: '乙' }],
      changed: [{ name: '甲', fields: [{ field: 'administrator', before: '李雷', after: '韩梅梅' }] }],
    })
    expect(changes.notListed.map(({ name }) => name)).toEqual(['手工登记的', '乙'])
    await run(second, true)
    const states = Object.fromEntries((await ledger.book()).all.map(({ name, state }) => [name, state]))
    expect(states).toMatchObject({ 甲: 'normal', 乙: 'uncertain', 手工登记的: 'uncertain', 丙: 'normal' })
    // What stands on a list again has been found.
    await run(sheet('乙,wx00000000000000bb,,,,,'))
    expect((await ledger.book()).all.find(({ name }) => name === '乙')?.state).toBe('normal')
    const imports = await commands['imports.list']({ companyId: company.id }, operator)
    expect(imports.map(({ fresh, gone, changed, rows }) => [rows, fresh, gone, changed])).toEqual([[1, 1, 2, 0], [2, 1, 1, 1], [2, 2, 0, 0]])
    expect(imports[0]?.importedBy).toBe('王芳')
  })

  it('takes a pasted table with tabs, and 60 rows at once', async () => {
    const { run, ledger } = await workspace()
    const rows = Array.from({ length: 60 }, (_, n) => `店${n}\twx${n.toString(16).padStart(16, '0')}`)
    expect(await run(['名称\tAppID', ...rows].join('\n'), false, '粘贴.tsv')).toMatchObject({ created: 60 })
    expect((await ledger.companies())[0]?.gauge).toEqual({ used: 60, limit: 50, tone: 'full' })
  })

  it('of a company that is gone is refused before the file is read', async () => {
    const { commands } = await workspace()
    const input = { fileId: 'x', companyId: '0190a1b2-0000-7000-8000-0000000000aa', listKind: 'miniProgram' as const, markMissing: false }
    await expect(commands.import(input, operator)).rejects.toMatchObject({ code: 'ledger.companyNotFound' })
  })
})

describe('days as lists write them', () => {
  it.each([
    ['2026-11-02', '2026-11-02'],
    ['2026/11/2', '2026-11-02'],
    ['2026.1.2', '2026-01-02'],
    ['2026年11月2日', '2026-11-02'],
    ['2026-11-02 14:05:00', '2026-11-02'],
    ['', ''],
    ['-', ''],
    ['2026-02-30', undefined],
    ['明年', undefined],
    ['11/2/2026', undefined],
  ])('%j → %s', (text, day) => expect(dayOf(text)).toBe(day))
})
