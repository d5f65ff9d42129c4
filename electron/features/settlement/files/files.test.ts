import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { closingRepository } from '../closing'
import { figureOfFile } from '../fees/statement-file'
import { filesWorkspace, short } from './files.fixture'
import { keptFiles } from './kept-files'
import { foldersOf } from './paths'
import { settlementFilesRepository } from './repository'
import { gbk } from './read/read.fixture'

const head = '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
interface Row {
  no: string
  amount?: string
  time?: string
  mch?: string
}
const row = ({ no, amount = '10.00', time = '2026-11-21 10:00:00', mch = '1900000001' }: Row) =>
  `\`${time},\`wx,\`${mch},\`0,\`,\`4200${no},\`T${no},\`o,\`JSAPI,\`SUCCESS,\`X,\`CNY,\`${amount},\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`房间,\`,\`0.06,\`0.60%,\`${amount},\`0.00,\``
const bill = (rows: Row[], totals: [string, string] = [String(rows.length), rows.reduce((sum, { amount = '10.00' }) => sum + Number(amount), 0).toFixed(2)]) =>
  `${[head, ...rows.map(row), '总交易单数,应结订单总金额', `\`${totals[0]},\`${totals[1]}`].join('\r\n')}\r\n`

/** Sets a bit of a ZIP’s entries so that names count as not UTF-8, as Windows and Alipay write them. */
function withGbkName(zip: Uint8Array, ascii: string, name: Buffer): Buffer {
  const bytes = Buffer.from(zip)
  for (let at = bytes.indexOf(ascii); at >= 0; at = bytes.indexOf(ascii, at + 1)) name.copy(bytes, at)
  return bytes
}

describe('intake', () => {
  it('unpacks gz and zip, reads names in GBK, refuses archives within archives by name, and takes nothing twice', async () => {
    const space = filesWorkspace()
    const one = bill([{ no: '1' }])
    const name = gbk('账单.csv')
    const inner = zipSync({ 'x.csv': Buffer.from('a,b') })
    const zip = withGbkName(zipSync({ ['z'.repeat(name.length)]: gbk(bill([{ no: '2' }])), 'inner.zip': inner, '__MACOSX/._a': Buffer.from('x') }), 'z'.repeat(name.length), name)
    const { files, refused } = await space.add({ '1900000001all.csv.gz': gzipSync(one), 'all.zip': zip })
    expect(files.map(({ name: called, container, step, rows }) => [called, container, step, rows])).toEqual([
      ['1900000001all.csv', '1900000001all.csv.gz', 'checked', 1],
      ['账单.csv', 'all.zip', 'checked', 1],
    ])
    expect(refused).toEqual([{ name: 'all.zip › inner.zip', code: 'settlement.nestedArchive', params: { file: 'inner.zip' } }])
    // Bytes out are the bytes in.
    expect(await readFile(await space.now.port.originalOf(files[0]?.id ?? ''), 'utf8')).toBe(one)
    expect(files[0]?.sha256).toBe(createHash('sha256').update(one).digest('hex'))
    const again = await space.add({ 'other-name.csv': one })
    expect([again.files, again.refused]).toEqual([[], [{ name: 'other-name.csv', code: 'settlement.fileKnown', params: { file: '1900000001all.csv' }, known: files[0]?.id }]])
  })

  it('refuses people’s own bills, error answers, pages and empty files, each with its reason', async () => {
    const { files, refused } = await filesWorkspace().add({
      'wx.csv': '微信支付账单明细,,\n微信昵称：[x],,\n\n交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n',
      'ali.csv': gbk('交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态\n2026-11-21,x,y,z,w,不计收支,1,a,b\n'),
      'error.csv': '<xml><return_code><![CDATA[FAIL]]></return_code><return_msg><![CDATA[No Bill Exist]]></return_msg></xml>',
      'empty.csv': '',
    })
    expect(files.map(({ step, error }) => [step, error?.code])).toEqual([['failed', 'settlement.personalWechat'], ['failed', 'settlement.personalAlipay'], ['failed', 'settlement.errorAnswer']])
    expect(refused).toEqual([{ name: 'empty.csv', code: 'settlement.fileEmpty', params: { file: 'empty.csv' } }])
  })

  it('stops a bomb at its limit and leaves nothing of it', async () => {
    const space = filesWorkspace()
    const zip = Buffer.from(zipSync({ 'a.csv': Buffer.alloc(1_000_000, 'a') }))
    // The directory says less than there is.
    const at = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    zip.writeUInt32LE(100, at + 24)
    const { files, refused } = await space.add({ 'bomb.zip': zip })
    expect([files, refused.map(({ code }) => code)]).toEqual([[], [expect.stringMatching(/^settlement\.(?:archiveBroken|fileTooLarge)$/u)]])
    expect(await keptFiles(space.folder)).toEqual([])
  })
})

describe('bad rows', () => {
  it('are listed with line, reason and text; a person corrects or leaves out; the original stays; places of rows stay', async () => {
    const space = filesWorkspace()
    const content = bill([{ no: '1' }, { no: '2', amount: '1x.00' }, { no: '3', mch: '1999999999' }, { no: '4' }, { no: '5', time: '2026-13-01 00:00:00' }], ['5', '50.00'])
    const file = await space.addOne('b.csv', content)
    expect(file).toMatchObject({ step: 'checked', rows: 2, problems: 3, control: { state: 'differs' } })
    const { rows: problems } = await space.now.service.problems({ id: file.id, limit: 100, openOnly: false })
    expect(problems.map(({ line, code, params }) => [line, code, params['header'], params['value']])).toEqual([[3, 'amount', '应结订单金额', '1x.00'], [4, 'otherMerchant', '商户号', '1999999999'], [6, 'time', '交易时间', '2026-13-01 00:00:00']])
    expect(problems[0]?.excerpt).toContain('`T2')
    const [amount, other, time] = problems.map(({ id }) => id)
    const mended = await space.correct({ id: file.id, reason: '对照后台', rev: file.rev, decisions: [{ problemId: amount ?? 0, action: 'corrected', cells: { 应结订单金额: '10.00', 订单金额: '10.00' } }, { problemId: other ?? 0, action: 'leftOut', cells: {} }] })
    expect(mended).toMatchObject({ step: 'checked', rows: 3, problems: 1, corrected: 1, leftOut: 1 })
    await space.load(file.id)
    const loaded = (await space.now.service.get(file.id)).file
    const before = (await space.rows(file.id)).rows.map(short)
    expect(before.map(({ merchantNo, line }) => [merchantNo, line])).toEqual([['T1', 2], ['T4', 5], ['T2', 3]])
    // A later correction comes behind: nobody's place moves.
    const [left] = (await space.now.service.problems({ id: file.id, limit: 100, openOnly: true })).rows
    await space.correct({ id: file.id, reason: '补时间', rev: loaded.rev, decisions: [{ problemId: left?.id ?? time ?? 0, action: 'corrected', cells: { 交易时间: '2026-11-21 12:00:00' } }] })
    const { rows } = await space.rows(file.id)
    expect(rows.map(short).slice(0, 3)).toEqual(before)
    expect(rows[3]).toMatchObject({ merchantNo: 'T5', line: 6 })
    expect(await space.row(file.id, 2)).toMatchObject({ corrected: true, raw: row({ no: '2', amount: '1x.00' }) })
    expect(await readFile(await space.now.port.originalOf(file.id), 'utf8')).toBe(content)
    space.locked.add('2026-11')
    await expect(space.now.service.correct({ id: file.id, reason: 'x', rev: 99, decisions: [{ problemId: 1, action: 'leftOut', cells: {} }] }, space.doer, 'zh-CN')).rejects.toMatchObject({ code: 'settlement.monthLocked' })
  })

  it('an unknown table waits for a person, and its mapping is remembered by its headers', async () => {
    const space = filesWorkspace()
    const table = (rows: string) => `甲,乙,丙,丁\n${rows}`
    const file = await space.addOne('a.csv', table('2026-11-21 10:00,T1,128.00,备注\n'))
    expect(file.step).toBe('mapping')
    const options = { zone: 'Asia/Shanghai', currency: 'EUR', unit: 'major' as const, sign: 'asIs' as const, dateOrder: 'dayFirst' as const }
    const { file: mapped } = await space.check({ id: file.id, profile: 'orders.generic', source: 'orders', mapping: { at: '甲', merchantNo: '乙', amount: '丙' }, options, rev: file.rev })
    expect(mapped).toMatchObject({ step: 'checked', source: 'orders', rows: 1, sums: [{ currency: 'EUR', minor: 12_800 }] })
    const next = await space.addOne('b.csv', table('2026-11-22 10:00,T2,1.00,\n'))
    expect(next).toMatchObject({ step: 'checked', source: 'orders', profile: 'orders.generic', rows: 1, sums: [{ currency: 'EUR', minor: 100 }] })
    await expect(space.now.service.check({ id: next.id, profile: 'hand', rev: 0 }, 'x', 'zh-CN')).rejects.toMatchObject({ code: 'bridge.invalidInput' })
  })
})

describe('loading', () => {
  it('a corrected file of the same day takes the place of the earlier one, with what differs; closed months refuse', async () => {
    const space = filesWorkspace()
    const first = await space.addOne('a.csv', bill([{ no: '1' }, { no: '2' }, { no: '3' }]))
    await space.load(first.id)
    const second = await space.addOne('b.csv', bill([{ no: '1' }, { no: '2', amount: '12.00' }, { no: '4' }]))
    space.locked.add('2026-11')
    expect((await space.load(second.id)).refused).toEqual([{ id: second.id, code: 'settlement.monthLocked', params: { month: '2026-11' } }])
    space.locked.clear()
    expect(await space.load(second.id)).toEqual({ loaded: 1, refused: [] })
    const { file, diff } = await space.now.service.get(second.id)
    expect([file.step, file.replaces, diff?.added, diff?.removed, diff?.changed]).toEqual(['loaded', first.id, 1, 1, 1])
    expect((await space.now.service.get(first.id)).file).toMatchObject({ step: 'replaced', replacedBy: second.id })
    expect((await space.now.port.ofMonth('2026-11')).map(({ id }) => id)).toEqual([second.id])
    expect(await space.now.port.sumsOfMonth('2026-11')).toEqual([{ accountId: space.account.id, source: 'bill', kind: 'payment', currency: 'CNY', count: 3, minor: 3200, feeMinor: 18 }])
    // A month takes the place of its days; a part of a month does not.
    const month = await space.addOne('m.csv', bill([{ no: '1', time: '2026-11-01 10:00:00' }, { no: '9', time: '2026-11-30 10:00:00' }]))
    await space.load(month.id)
    const half = await space.addOne('h.csv', bill([{ no: '8', time: '2026-11-15 10:00:00' }]))
    expect((await space.load(half.id)).refused[0]).toMatchObject({ code: 'settlement.fileOverlaps', params: { other: 'm.csv' } })
  })

  it('two files of the same day that are loaded at once do not both count, and a month closed meanwhile refuses', async () => {
    const space = filesWorkspace()
    const [one, two] = [await space.addOne('a.csv', bill([{ no: '1' }])), await space.addOne('b.csv', bill([{ no: '2' }]))]
    const { loaded } = (await Promise.all([space.load(one.id), space.load(two.id)])).reduce((sum, { loaded: n }) => ({ loaded: sum.loaded + n }), { loaded: 0 })
    expect(loaded).toBeGreaterThan(0)
    expect(await space.now.port.sumsOfMonth('2026-11')).toMatchObject([{ count: 1, minor: 1000 }])

    const third = await space.addOne('c.csv', bill([{ no: '3' }, { no: 'x', amount: '1x' }]))
    const { repository } = space.now.service.parts
    const closing = space.now.store.client(closingRepository)
    await closing.hold({ month: '2026-11', by: { id: 'x', name: '王芳', correlationId: 'c' } })
    expect((await space.load(third.id)).refused).toMatchObject([{ code: 'settlement.monthLocked' }])
    // A correction from before the close that ends after it changes nothing of what was closed.
    const [standing] = await repository.loadedOfMonth({ month: '2026-11' })
    if (!standing) throw new Error('nothing is loaded')
    const { id, rev, source, profile, accountId, billType, day, fromDay, toDay, months, rows, problems, data } = standing
    const same = { id, step: 'checked' as const, source, profile, accountId, billType, day, fromDay, toDay, months, rows, problems, control: standing.control, data }
    await repository.finishCheck(same)
    await expect(repository.finishCheck({ ...same, rows: rows + 1 })).rejects.toMatchObject({ code: 'settlement.monthLocked' })
    await expect(repository.correct({ id, rev: rev + 1, decisions: [], reason: 'x', by: 'x', operatorId: '', correlationId: 'c' })).rejects.toMatchObject({ code: 'settlement.monthLocked' })
  })

  it('lists of payments and of refunds count once beside the list of all rows of their days', async () => {
    const space = filesWorkspace()
    const of = async (name: string, billType: string, rows: Row[]) => {
      const path = await space.fetched(name, bill(rows))
      await space.now.port.take({ path, name, origin: 'fetched', source: 'bill', accountId: space.account.id, billType, day: rows[0]?.time?.slice(0, 10) ?? '2026-11-21', doer: space.doer })
    }
    await of('all.csv', 'all', [{ no: '1' }, { no: '2' }])
    await of('success.csv', 'success', [{ no: '2' }, { no: '1' }])
    // Of this day there is no list of all rows.
    await of('success-22.csv', 'success', [{ no: '3', time: '2026-11-22 10:00:00' }])
    expect((await space.now.port.ofMonth('2026-11')).map(({ billType }) => billType)).toEqual(['all', 'success', 'success'])
    expect(await space.now.port.sumsOfMonth('2026-11')).toMatchObject([{ count: 3, minor: 3000, feeMinor: 18 }])
  })

  it('what was loaded is read as it was then, whatever is remembered of such files since', async () => {
    const space = filesWorkspace()
    const table = (rows: string) => `甲,乙,丙,丁\n${rows}`
    const options = { zone: 'Asia/Shanghai', currency: 'CNY', unit: 'major' as const, sign: 'asIs' as const, dateOrder: 'dayFirst' as const }
    const taught = await space.addOne('a.csv', table('2026-11-21 10:00,T1,128.00,1.00\n'))
    await space.check({ id: taught.id, profile: 'orders.generic', source: 'orders', mapping: { at: '甲', merchantNo: '乙', amount: '丙' }, options, rev: taught.rev })
    const file = await space.addOne('b.csv', table('2026-11-22 10:00,T2,256.00,2.00\n'))
    expect(await space.load(file.id)).toMatchObject({ loaded: 1 })
    const before = await space.rows(file.id)
    const again = await space.addOne('c.csv', table('2026-11-23 10:00,T3,1.00,3.00\n'))
    await space.check({ id: again.id, profile: 'orders.generic', source: 'orders', mapping: { at: '甲', merchantNo: '乙', amount: '丁' }, options, rev: again.rev })
    for (const name of space.packs()) await rm(join(foldersOf(space.folder).packs, name))
    expect(await space.rows(file.id)).toEqual(before)
  })

  it('any order of rows gives the same sums, and a file comes back the same after its pack is gone', async () => {
    const space = filesWorkspace()
    const rows = Array.from({ length: 40 }, (_, n) => ({ no: String(n), amount: `${n}.${String((n * 7) % 100).padStart(2, '0')}` }))
    const shuffled = rows.toSorted((a, b) => Number(a.no) * 17 % 41 - Number(b.no) * 17 % 41)
    const [one, two] = [await space.addOne('a.csv', bill(rows)), await space.addOne('b.csv', bill(shuffled))]
    expect(one.sums).toEqual(two.sums)
    expect(one.control.state).toBe('agrees')
    const before = await space.rows(one.id)
    for (const name of space.packs()) await rm(join(foldersOf(space.folder).packs, name))
    expect(await space.rows(one.id)).toEqual(before)
  })

  it('a fetched file is kept, read and loaded at once; the same bytes again are known; a cut-off one is not loaded', async () => {
    const space = filesWorkspace()
    const path = await space.fetched('bill.csv.gz', gzipSync(bill([{ no: '1' }])))
    const take = (from: string, day: string) => space.now.port.take({ path: from, name: 'bill.csv.gz', origin: 'fetched', source: 'bill', accountId: space.account.id, billType: 'all', day, hashChecked: true, doer: space.doer })
    const { file, known } = await take(path, '2026-11-21')
    expect([known, file.state, file.day, file.hashChecked, file.control]).toEqual([false, 'loaded', '2026-11-21', true, 'agrees'])
    expect(await take(path, '2026-11-21')).toMatchObject({ known: true, file: { id: file.id } })
    expect(await space.now.port.rows([{ fileId: file.id, row: 0 }])).toMatchObject([{ merchantNo: 'T1', fileName: 'bill.csv' }])
    const cut = await space.fetched('cut.csv', bill([{ no: '7', time: '2026-11-22 10:00:00' }]).split('总交易单数')[0] ?? '')
    expect((await take(cut, '2026-11-22')).file).toMatchObject({ state: 'received', control: 'truncated' })
  })

  it('killed while it reads, it goes on from the kept bytes and comes out the same', async () => {
    const space = filesWorkspace()
    const content = bill(Array.from({ length: 3000 }, (_, n) => ({ no: String(n), amount: '1.00' })))
    const fileId = await space.handIn('big.csv', content)
    const { intakeId, jobId } = await space.now.service.add({ fileIds: [fileId] }, '王芳', 'zh-CN')
    await expect.poll(async () => (await space.now.service.intake(intakeId)).files.length, { interval: 1 }).toBe(1)
    await space.killAndStart()
    expect(await space.now.jobRows.get(jobId)).toMatchObject({ state: 'interrupted' })
    await space.now.jobs.resume(jobId)
    await space.over(jobId)
    const [file] = (await space.now.service.intake(intakeId)).files
    expect(file).toMatchObject({ step: 'checked', rows: 3000, problems: 0, control: { state: 'agrees' }, sums: [{ count: 3000, minor: 300_000 }] })
    expect(space.packs()).toHaveLength(1)
  })

  it('killed between a step and its job, or while a fetched file is read, nothing is left that nobody reads', async () => {
    const space = filesWorkspace()
    const file = await space.addOne('a.csv', '甲,乙,丙\n2026-11-21 10:00,T1,128.00\n')
    await space.now.store.client(settlementFilesRepository).setStep({ id: file.id, step: 'checking' })
    await space.killAndStart()
    expect((await space.now.service.get(file.id)).file.step).toBe('mapping')

    const path = await space.fetched('watched.csv', bill([{ no: '1' }]))
    const take = () => space.now.port.take({ path, name: 'watched.csv', origin: 'watched', doer: space.doer })
    const reading = take().catch(() => undefined)
    await expect.poll(async () => (await space.now.service.list({ limit: 9, text: 'watched' })).rows.length, { interval: 1 }).toBe(1)
    await space.killAndStart()
    await reading
    expect((await take()).file).toMatchObject({ state: 'loaded', rows: 1 })
  })

  it('a platform statement gives its fee as its rows say, and none while a row is unread', async () => {
    const space = filesWorkspace()
    const text = (fee: string) => `订单号,支付时间,类型,订单金额,技术服务费\nT1,2026-10-03 10:00:00,支付,100.00,1.00\nT2,2026-10-04 10:00:00,支付,50.50,${fee}\nT1,2026-10-20 10:00:00,退款,-100.00,-1.00\n`
    const file = await space.addOne('10月账单.csv', text('0.5x'))
    expect(file).toMatchObject({ source: 'statement', step: 'mapping' })
    const { insight } = await space.now.service.get(file.id)
    const options = { zone: 'Asia/Shanghai', currency: 'CNY', unit: 'major' as const, sign: 'asIs' as const, dateOrder: 'dayFirst' as const }
    const { file: checked } = await space.check({ id: file.id, profile: 'statement.generic', source: 'statement', mapping: insight?.mapping ?? {}, options, rev: file.rev })
    expect(checked).toMatchObject({ step: 'checked', rows: 2, problems: 1 })
    await expect(figureOfFile(space.now.port, file.id)).rejects.toMatchObject({ code: 'settlement.notAStatement' })
    await space.load(file.id)
    await expect(figureOfFile(space.now.port, file.id)).rejects.toMatchObject({ code: 'settlement.statementUnread', params: { count: 1 } })
    const { rows } = await space.now.service.problems({ id: file.id, limit: 10, openOnly: true })
    const loaded = (await space.now.service.get(file.id)).file
    await space.correct({ id: file.id, reason: '后台为 0.51', rev: loaded.rev, decisions: [{ problemId: rows[0]?.id ?? 0, action: 'corrected', cells: { 技术服务费: '0.51' } }] })
    expect(await figureOfFile(space.now.port, file.id)).toEqual({ feeMinor: 51, baseMinor: 5050, currencies: ['CNY'], name: '10月账单.csv', sha256: file.sha256 })
    // Rows that are fees: as what is asked for, or as what leaves the merchant.
    for (const [at, sign] of [['11', ''], ['12', '-']] as const) {
      const other = await space.addOne(`${at}.csv`, `单号,时间,类型,金额\nF1,2025-${at}-03 10:00:00,技术服务费,${sign}1.00\nF2,2025-${at}-04 10:00:00,技术服务费,${sign}0.50\n`)
      await space.check({ id: other.id, profile: 'statement.generic', source: 'statement', mapping: { merchantNo: '单号', at: '时间', kind: '类型', amount: '金额' }, options, rev: other.rev })
      await space.load(other.id)
      expect(await figureOfFile(space.now.port, other.id)).toMatchObject({ feeMinor: 150 })
    }
  })

  it('evidence stays when its bytes come again within an archive, and an archive tells of the file that it could not give', async () => {
    const space = filesWorkspace()
    const evidence = zipSync({ 'x.csv': Buffer.from('a,b') })
    const [kept] = await space.now.port.attachments.keep([await space.handIn('回单.zip', evidence)], space.doer)
    const path = await space.fetched('month.zip', zipSync({ 'a.csv': Buffer.from(bill([{ no: '1' }])), 'inner.zip': evidence }))
    await expect(space.now.port.take({ path, name: 'month.zip', origin: 'watched', accountId: space.account.id, doer: space.doer })).rejects.toMatchObject({ code: 'settlement.nestedArchive', params: { file: 'inner.zip' } })
    expect((await space.now.port.ofMonth('2026-11')).map(({ name }) => name)).toEqual(['a.csv'])
    expect(await readFile(await space.now.port.attachments.pathOf(kept?.id ?? ''))).toEqual(Buffer.from(evidence))
  })

  it('evidence is kept under its hash, and named among what a backup carries', async () => {
    const space = filesWorkspace()
    const id = await space.handIn('回单.pdf', '%PDF-1.7 x')
    const [kept] = await space.now.port.attachments.keep([id], space.doer)
    expect(await space.now.port.attachments.keep([kept?.id ?? ''], space.doer)).toEqual([kept])
    expect(await readFile(await space.now.port.attachments.pathOf(kept?.id ?? ''), 'utf8')).toBe('%PDF-1.7 x')
    expect((await keptFiles(space.folder)).map(({ name }) => name)).toEqual([`settlement/originals/${kept?.sha256.slice(0, 2)}/${kept?.sha256}`])
  })
})
