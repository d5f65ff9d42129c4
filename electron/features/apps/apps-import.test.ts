import { apps as contract } from '@shared/contract/apps'
import { describe, expect, it } from 'vitest'
import { writeXlsx } from '../../platform/files/spreadsheet'
import { appFields, callBy, gbk, masterData } from './master-data.fixture'

const secretA = '0f1e2d3c4b5a69788796a5b4c3d2e1f0'
const secretB = 'ffeeddccbbaa99887766554433221100'
const headers = ['小程序名称', 'AppID（必填）', '原始ID', '主体类型', 'AppSecret', '页面', '明文scheme页面', '默认标签']
const good = [
  ['云栖酒店', 'wx0123456789abcdef', 'gh_0123456789ab', '境内企业', secretA, 'pages/a；/pages/b', 'pages/a', 'from=sms'],
  ['海外店', 'wxfedcba9876543210', '', 'Overseas Company', secretB, 'pages/a, pages/c pages/d', '', ''],
]
const bad = [
  ['同一个', 'wx0123456789abcdef', '', '企业', '', '', '', ''],
  ['', 'wx00000000000000zz', '', '外星企业', '', 'pages/a?x=1', '', ''],
  ['填错栏', secretA, '', '个人', 'wx0123456789abcdee', '', '', 'sms'],
]
const csv = (rows: string[][]) => [headers, ...rows].map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\r\n')
const admin = callBy('administrator')

describe('import of mini programs', () => {
  it('previews a GBK file row by row and shows no secret', async () => {
    const { appCommands, handIn, apps } = await masterData()
    const fileId = await handIn('小程序.csv', gbk(csv([...good, ...bad])))
    const preview = contract.previewImport.output.parse(await appCommands.previewImport({ fileId }, admin))
    expect(preview.mapping).toEqual({
      name: '小程序名称',
      appId: 'AppID（必填）',
      originalId: '原始ID',
      subjectType: '主体类型',
      secret: 'AppSecret',
      pages: '页面',
      declaredPages: '明文scheme页面',
      defaultTag: '默认标签',
    })
    expect(preview.counts).toEqual({ create: 2, update: 0, unchanged: 0, refuse: 3 })
    const found = preview.rows.map(({ line, issues }) => [line, issues.map(({ field, code }) => `${field} ${code}`)])
    expect(found).toEqual([
      [2, []],
      [3, []],
      [4, ['appId apps.appIdRepeated']],
      [
        5,
        ['subjectType apps.subjectUnknown', 'name required', 'appId apps.appIdFormat', 'pages apps.pathHasQuery'],
      ],
      [6, ['appId apps.isSecret', 'defaultTag apps.tagForm', 'secret apps.secretIsId']],
    ])
    expect(preview.rows[2]?.issues[0]?.params).toEqual({ line: 2 })
    expect(preview.rows[0]?.values.secret).toBe('•••• e1f0')
    expect(JSON.stringify(preview)).not.toMatch(new RegExp(`${secretA}|${secretB}`, 'i'))
    expect(await apps.all()).toEqual([])
  })

  it('imports what can be imported from XLSX, seals secrets, and a second run changes nothing', async () => {
    const { appCommands, handInPath, pathFor, apps, store, databaseBytes, forgotten, told } = await masterData()
    await writeXlsx(pathFor('x.xlsx'), { sheetName: '小程序', headers, rows: [...good, ...bad] })
    const fileId = handInPath('小程序.xlsx', pathFor('x.xlsx'))
    const result = contract.import.output.parse(await appCommands.import({ fileId }, admin))
    expect(result).toMatchObject({ created: 2, updated: 0, unchanged: 0, refused: 3 })
    expect(result.refusedRows.map(({ line }) => line)).toEqual([4, 5, 6])
    expect(JSON.stringify(result)).not.toContain(secretA)
    expect(forgotten).toEqual(['wx0123456789abcdef', 'wxfedcba9876543210'])

    const first = await apps.byAppId('wx0123456789abcdef')
    expect(first).toMatchObject({ pages: ['pages/a', 'pages/b'], declaredPages: ['pages/a'], defaultTag: 'from=sms' })
    const second = await apps.byAppId('wxfedcba9876543210')
    expect(second).toMatchObject({
      subjectType: 'company_overseas',
      originalId: '',
      pages: ['pages/a', 'pages/c', 'pages/d'],
      defaultTag: 'from=sms',
    })
    expect(await apps.credentials('wx0123456789abcdef')).toEqual({ secret: secretA })
    expect(await apps.credentials('wxfedcba9876543210')).toEqual({ secret: secretB })
    await store.checkpoint()
    expect((await databaseBytes()).includes(secretA)).toBe(false)

    const before = await apps.all()
    const tellings = told.length
    const again = await appCommands.import({ fileId }, admin)
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 2, refused: 3 })
    expect(await apps.all()).toEqual(before)
    expect(told.length).toBe(tellings)
  })

  it('changes only the columns that are given and the cells that are filled', async () => {
    const { appCommands, handIn, apps } = await masterData()
    const app = await apps.create(appFields({ subjectType: 'company_overseas' }))
    await apps.setSecret(app.id, secretA)
    const fileId = await handIn('a.csv', 'AppID,名称,默认标签,备注\nwx0123456789abcdef,新名,,x\n')
    expect((await appCommands.previewImport({ fileId }, admin)).rows[0]?.action).toBe('update')
    expect(await appCommands.import({ fileId }, admin)).toMatchObject({ created: 0, updated: 1 })
    const after = await apps.get(app.id)
    expect(after).toEqual({ ...app, name: '新名', rev: 2, secret: after.secret })
    expect(after.secret?.last4).toBe('e1f0')
  })

  it('replaces a secret without touching the revision of the fields', async () => {
    const { appCommands, handIn, apps } = await masterData()
    const app = await apps.create(appFields())
    const fileId = await handIn('a.csv', `AppID,AppSecret\nwx0123456789abcdef,${secretB}\n`)
    expect(await appCommands.import({ fileId }, admin)).toMatchObject({ updated: 1 })
    expect(await apps.credentials(app.appId)).toEqual({ secret: secretB })
    expect((await apps.get(app.id)).rev).toBe(app.rev)
  })

  it('refuses secrets from somebody who may not set them, whatever they are', async () => {
    const { appCommands, handIn, apps } = await masterData()
    const app = await apps.create(appFields())
    await apps.setSecret(app.id, secretA)
    for (const secret of [secretA, secretB]) {
      const fileId = await handIn('a.csv', `AppID,AppSecret\nwx0123456789abcdef,${secret}\n`)
      const { rows } = await appCommands.previewImport({ fileId }, callBy('operations'))
      expect(rows[0]?.issues).toEqual([{ field: 'secret', code: 'apps.secretForbidden', params: {} }])
      expect(await appCommands.import({ fileId }, callBy('operations'))).toMatchObject({ refused: 1 })
      const without = { fileId, mapping: { appId: 'AppID' } }
      expect(await appCommands.import(without, callBy('operations'))).toMatchObject({ unchanged: 1 })
    }
    expect(await apps.credentials(app.appId)).toEqual({ secret: secretA })
  })

  it('does not wake what was put away', async () => {
    const { appCommands, handIn, apps } = await masterData()
    const app = await apps.create(appFields())
    await apps.archive(app.id, true)
    const fileId = await handIn('a.csv', 'AppID,名称\nwx0123456789abcdef,新名\n')
    const { rows } = await appCommands.previewImport({ fileId }, admin)
    expect(rows[0]?.issues).toEqual([{ field: 'appId', code: 'apps.archived', params: { name: '云栖酒店' } }])
  })

  it('remembers the mapping for the next file with these headers', async () => {
    const { appCommands, handIn } = await masterData()
    const mapping = { name: '甲', appId: '乙', subjectType: '丙' }
    const row = '云栖酒店,wx0123456789abcdef,企业'
    const first = await handIn('a.csv', `甲,乙,丙\n${row}\n`)
    expect((await appCommands.previewImport({ fileId: first }, admin)).counts.refuse).toBe(1)
    expect(await appCommands.import({ fileId: first, mapping }, admin)).toMatchObject({ created: 1 })
    const second = await handIn('b.csv', ` 甲 ,乙,丙\n${row}\n`)
    const preview = await appCommands.previewImport({ fileId: second }, admin)
    expect(preview.mapping).toEqual(mapping)
    expect(preview.counts.unchanged).toBe(1)
  })

  it('refuses a mapping that does not fit the file', async () => {
    const { appCommands, handIn } = await masterData()
    const fileId = await handIn('a.csv', 'AppID,名称\nwx0123456789abcdef,x\n')
    const mapping = { appId: 'AppID', name: 'AppID', pages: '没有', nothing: '名称' }
    await expect(appCommands.previewImport({ fileId, mapping }, admin)).rejects.toMatchObject({
      code: 'bridge.invalidInput',
      fields: [
        { path: 'mapping.name', code: 'import.columnTwice' },
        { path: 'mapping.pages', code: 'import.columnMissing' },
        { path: 'mapping.nothing', code: 'import.fieldUnknown' },
      ],
    })
  })

  it('takes headers and fields named like parts of an object for plain text', async () => {
    const { appCommands, handIn, apps } = await masterData()
    const text = '__proto__,constructor,toString,AppID,名称,主体类型\na,b,c,wx0123456789abcdef,云栖酒店,企业\n'
    const fileId = await handIn('a.csv', text)
    const preview = contract.previewImport.output.parse(await appCommands.previewImport({ fileId }, admin))
    expect(preview.headers.slice(0, 3)).toEqual(['__proto__', 'constructor', 'toString'])
    expect(Object.keys(preview.mapping).sort()).toEqual(['appId', 'name', 'subjectType'])
    const hostile: unknown = JSON.parse(
      `{"fileId":"${fileId}","mapping":{"__proto__":"名称","constructor":"toString","appId":"AppID"}}`,
    )
    const parsed = contract.import.input.parse(hostile)
    await expect(appCommands.import(parsed, admin)).rejects.toMatchObject({ code: 'bridge.invalidInput' })
    const named = { fileId, mapping: { appId: 'AppID', name: '__proto__', subjectType: '主体类型' } }
    expect(await appCommands.import(named, admin)).toMatchObject({ created: 1 })
    expect((await apps.byAppId('wx0123456789abcdef'))?.name).toBe('a')
    expect(({} as Record<string, unknown>).name).toBeUndefined()
  })

  it('names the file as the operator does when it cannot be read', async () => {
    const { appCommands, handIn } = await masterData()
    const fileId = await handIn('图片.csv', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0))
    await expect(appCommands.previewImport({ fileId }, admin)).rejects.toMatchObject({
      code: 'spreadsheets.picture',
      params: { file: '图片.csv' },
    })
  })

  it('writes 450 rows in three transactions', async () => {
    const { appCommands, handIn, apps, told } = await masterData()
    const rows = Array.from({ length: 450 }, (_, n) => `店${n},wx${n.toString(16).padStart(16, '0')},企业`)
    const fileId = await handIn('a.csv', `名称,AppID,主体类型\n${rows.join('\n')}\n`)
    expect(await appCommands.import({ fileId }, admin)).toMatchObject({ created: 450, refused: 0 })
    expect(told.map((ids) => ids.length)).toEqual([200, 200, 50])
    expect((await apps.all()).length).toBe(450)
    expect(await appCommands.import({ fileId }, admin)).toMatchObject({ created: 0, updated: 0, unchanged: 450 })
  })

  it('refuses rows that no longer fit when they are written', async () => {
    const { apps } = await masterData()
    const app = await apps.create(appFields())
    const known = { id: app.id, rev: app.rev }
    await apps.update(app.id, app.rev, appFields({ name: '李雷改的' }), '李雷')
    const outcomes = await apps.importRows(
      [
        { known, appId: app.appId, fields: appFields({ name: '导入的' }) },
        { appId: app.appId, fields: appFields() },
        { appId: 'wxfedcba9876543210', fields: appFields({ appId: 'wxfedcba9876543210' }) },
      ],
      '王芳',
    )
    expect(outcomes).toEqual([
      { ok: false, field: 'appId', code: 'apps.changedMeanwhile', params: { by: '李雷' } },
      { ok: false, field: 'appId', code: 'apps.appIdTaken', params: { appId: app.appId, name: '李雷改的' } },
      { ok: true },
    ])
    expect((await apps.get(app.id)).name).toBe('李雷改的')
  })
})
