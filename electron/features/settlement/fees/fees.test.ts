import { readFileSync } from 'node:fs'
import type { FeeExplanation, FeeLine, FeeStatement, Payee } from '@shared/contract/settlement-fees'
import type { EntryRow } from '@shared/contract/settlement-values'
import { defaultFeeRule } from '@shared/domain/service-fee'
import { describe, expect, it } from 'vitest'
import { readSheet } from '../../../platform/files/spreadsheet'
import { readPdf } from '../../../platform/pdf/read-pdf.fixture'
import type { SourceFile } from '../ports'
import { expectLinesAddUp, fang, feesWorkspace, ming } from './fees.fixture'

const fault = (code: string) => expect.objectContaining({ code }) as Error

describe('a month from its orders', () => {
  it('counts what was paid in the scene in Beijing’s month, and says what it was made of', async () => {
    const at = await feesWorkspace()
    await at.contract()
    at.order(10_050, '2026-10-01T00:00:00')
    at.order(19_900, '2026-10-31T23:59:59')
    at.order(30_000, '2026-11-01T00:00:00')
    at.order(40_000, '2026-10-10T12:00:00', { scene: 'other' })
    at.order(50_000, '2026-10-10T12:00:00', { scene: 'other', scene_code: '1177' })
    at.order(60_000, '2026-10-10T12:00:00', { scene: 'channels', scene_code: '1089' })
    at.order(70_000, '2026-10-10T12:00:00', { currency: 'EUR', refund_currency: 'EUR' })
    at.order(80_000, '2026-10-10T12:00:00', { paid_at: null })
    at.order(90_000, '2026-10-10T12:00:00', { state: 'closed' })
    const statement = await at.compute('2026-10')
    expect(statement).toMatchObject({ state: 'awaited', currency: 'CNY', computed: { orders: 3, refunds: 0, baseMinor: 79_950, feeMinor: 800, priorMinor: 0, totalMinor: 800 } })
    const inputs = Object.fromEntries(statement.inputs.map(({ name, value }) => [name, value]))
    expect(inputs).toMatchObject({ contract: '本地组件技术服务费 v1', program: '1.2.3', withoutTime: '1', otherCurrencies: '1', sceneCodes: '1175, 1176, 1177, 1184, 1195' })
    await expectLinesAddUp(at, statement)
    // The same inputs give the same numbers and the same hashes.
    const again = await at.compute('2026-10')
    expect(again.inputs).toEqual(statement.inputs)
    expect(at.db.prepare('SELECT count(DISTINCT run_id) AS n FROM fee_statement_chunks').get()).toEqual({ n: 1 })
    expect(at.errors).toEqual([])
  })

  it('needs a statement without an order, goes below zero and is carried forward', async () => {
    const at = await feesWorkspace()
    await at.contract({ rule: { ...defaultFeeRule, policy: 'paidNetByRefundMonth' } })
    expect(await at.compute('2026-08')).toMatchObject({ computed: { orders: 0, totalMinor: 0 } })
    const old = at.order(100_000, '2026-08-20T10:00:00')
    await at.confirm(await at.compute('2026-08'), 1_000, '2026-09-01')
    at.refund(old, 100_000, '2026-09-10T10:00:00')
    at.order(20_000, '2026-09-11T10:00:00')
    const september = await at.compute('2026-09')
    expect(september).toMatchObject({ computed: { orders: 1, refunds: 1, feeMinor: 200, priorMinor: -1_000, totalMinor: -800 }, priorLines: [{ originMonth: '2026-08', reason: 'refundOfEarlierMonth', feeMinor: -1_000 }] })
    await expectLinesAddUp(at, september)
    const confirmed = await at.confirm(september, -800, '2026-10-01')
    expect(confirmed.acts).toEqual(['close', 'undo'])
    expect(confirmed.deadlines.map(({ step }) => step)).toEqual(['issue', 'confirm'])
    expect((await at.act(confirmed, { act: 'close' })).state).toBe('closed')
    at.order(90_000, '2026-10-05T10:00:00')
    const october = await at.compute('2026-10')
    expect(october).toMatchObject({ computed: { feeMinor: 900, priorMinor: -800, totalMinor: 100 }, priorLines: [{ reason: 'carriedForward', originMonth: '2026-09' }] })
    await expectLinesAddUp(at, october)
  })

  it('takes late facts of a confirmed month over once, and leaves that month as it is', async () => {
    const at = await feesWorkspace()
    await at.contract({ rule: { ...defaultFeeRule, policy: 'paidNetSameMonth' } })
    const kept = at.order(50_000, '2026-09-05T10:00:00')
    const refunded = at.order(20_000, '2026-09-06T10:00:00')
    const no = at.refund(refunded, 20_000, '2026-09-07T10:00:00')
    const september = await at.confirm(await at.compute('2026-09'), 500, '2026-10-01')
    // Imported late, a refund that was closed again, and a scene that somebody corrected.
    const late = at.order(30_000, '2026-09-30T23:00:00')
    at.db.prepare("UPDATE refunds SET state = 'returned' WHERE refund_no = ?").run(no)
    at.db.prepare("UPDATE orders SET scene = 'other' WHERE id = ?").run(kept.id)
    at.order(10_000, '2026-10-05T10:00:00')
    const october = await at.compute('2026-10')
    expect(october.priorLines.map(({ reason, orderId, feeMinor }) => [reason, orderId, feeMinor]).sort()).toEqual([['lateOrder', late.id, 300], ['orderChanged', kept.id, -500], ['refundClosed', refunded.id, 200]])
    expect(october.computed).toMatchObject({ feeMinor: 100, priorMinor: 0, totalMinor: 100 })
    await expectLinesAddUp(at, october)
    expect(await at.room.port.statement(september.id)).toMatchObject({ rev: september.rev, computed: { totalMinor: 500 } })
    await expect(at.compute('2026-09')).rejects.toEqual(fault('settlement.statementFrozen'))
    const standing = await at.confirm(october, 100, '2026-11-01')
    // The next month has nothing of it any more, unless something moves again.
    expect((await at.compute('2026-11')).computed).toMatchObject({ priorMinor: 0 })
    at.db.prepare("UPDATE orders SET scene = 'channels' WHERE id = ?").run(kept.id)
    expect((await at.compute('2026-11')).priorLines).toMatchObject([{ reason: 'orderChanged', originMonth: '2026-09', feeMinor: 500 }])
    // September cannot be taken back: a confirmed month is built on it.
    await expect(at.act(september, { act: 'undo', reason: '重算' })).rejects.toEqual(fault('settlement.builtOn'))
    expect((await at.act(standing, { act: 'undo', reason: '平台更正' })).state).toBe('checking')
    // Computed again, October takes over what November had: November must be computed again too.
    expect((await at.compute('2026-10')).priorLines.map(({ reason }) => reason).sort()).toEqual(['lateOrder', 'refundClosed'])
    expect((await at.room.port.statement((await at.room.port.ofMonth('2026-11'))[0]?.id ?? '')).computed).toBeUndefined()
  })

  it('takes over nothing that a later month, which was confirmed first, has taken over', async () => {
    const at = await feesWorkspace()
    await at.contract()
    // The platform owes something of September.
    await at.confirm(await at.compute('2026-09'), -100, '2026-10-01')
    at.order(5_000, '2026-09-20T10:00:00')
    at.order(70_000, '2026-11-02T10:00:00')
    // October was left out.
    const november = await at.compute('2026-11')
    expect(november.priorLines.map(({ reason, feeMinor }) => [reason, feeMinor]).sort()).toEqual([['carriedForward', -100], ['lateOrder', 50]])
    await at.confirm(november, 650, '2026-11-20')
    expect((await at.compute('2026-10')).computed).toMatchObject({ totalMinor: 0, priorMinor: 0 })
  })

  it('is not touched once it is closed, and not computed before it begins or without an agreement', async () => {
    const at = await feesWorkspace()
    await expect(at.compute('2026-10')).rejects.toEqual(fault('settlement.noContract'))
    const { id } = await at.contract({ fromDay: '2026-10-01' })
    await expect(at.compute('2026-09')).rejects.toEqual(fault('settlement.noContract'))
    await expect(at.compute('2026-12')).rejects.toEqual(fault('settlement.monthNotBegun'))
    const statement = await at.compute('2026-10')
    at.lock('2026-10')
    await expect(at.compute('2026-10')).rejects.toEqual(fault('settlement.monthLocked'))
    await expect(at.act(statement, { act: 'receive', feeMinor: 0, issuedDay: '2026-11-01', attachments: ['m'], note: '' })).rejects.toEqual(fault('settlement.monthLocked'))
    expect(await at.room.port.statement(statement.id)).toMatchObject({ locked: true, frozen: true, acts: [] })
    // A new version changes no month that stands, and nobody overwrites what somebody else saved.
    const fields = { name: 'x', fromDay: '2026-11-01', currency: 'CNY', rule: { ...defaultFeeRule, ratePpm: 20_000 }, accountIds: [], issueDayOfMonth: 1, confirmWorkdays: 5, payWorkdays: 20, payAnchor: 'issued', source: '', note: '' }
    await expect(at.call('contracts.save', { id, fields, version: 0 })).rejects.toEqual(fault('settlement.contractChanged'))
    at.order(10_000, '2026-11-05T10:00:00')
    await at.call('contracts.save', { id, fields, version: 1 })
    expect(await at.compute('2026-11')).toMatchObject({ contractVersion: 2, computed: { totalMinor: 200 } })
    expect(await at.room.port.statement(statement.id)).toMatchObject({ contractVersion: 1 })
  })
})

describe('a statement on its way', () => {
  it('goes from awaited to closed by its steps only, with evidence, and is paid to the confirmed payee alone', async () => {
    const at = await feesWorkspace()
    const { id } = await at.contract()
    at.order(10_050, '2026-10-02T10:00:00')
    const computed = await at.compute('2026-10')
    await expect(at.act(computed, { act: 'check' })).rejects.toEqual(fault('settlement.wrongState'))
    const received = await at.act(computed, { act: 'receive', feeMinor: 103, issuedDay: '2026-11-01', attachments: ['mail'], note: '' })
    expect(received).toMatchObject({ state: 'received', differenceMinor: 2, platform: { via: 'typed', by: '王芳' }, attachments: [{ name: 'mail.eml' }] })
    await expect(at.act(computed, { act: 'check' })).rejects.toEqual(fault('settlement.statementChanged'))
    const checking = await at.act(received, { act: 'check' })
    await expect(at.act(checking, { act: 'confirm', day: '2026-11-04', note: '', attachments: [] })).rejects.toEqual(fault('settlement.differenceNeedsNote'))
    await expect(at.act(checking, { act: 'confirm', day: '2026-12-04', note: 'x', attachments: [] })).rejects.toEqual(fault('bridge.invalidInput'))
    const confirmed = await at.act(checking, { act: 'confirm', day: '2026-11-04', note: '尾差', attachments: [] })
    expect(confirmed.deadlines.filter(({ step }) => step === 'pay').map(({ reading, day, inForce }) => [reading, day, inForce])).toEqual([['fromIssue', '2026-11-27', false], ['fromConfirmation', '2026-12-02', true]])
    await expect(at.act(confirmed, { act: 'requestPayment', note: '' })).rejects.toEqual(fault('settlement.payeeMissing'))
    await at.payee(id)
    const asked = await at.act(confirmed, { act: 'requestPayment', note: '' })
    expect(asked).toMatchObject({ state: 'paymentRequested', payee: { account: '6222000000000001', state: 'confirmed' }, payeeChanged: false })
    const pay = { act: 'pay' as const, day: '2026-11-27', minor: 103, reference: 'B1', attachments: ['slip'], note: '' }
    await expect(at.act(asked, { ...pay, minor: 100 })).rejects.toEqual(fault('settlement.paidDiffers'))
    // Another account slips in while the payment is asked for: it shows, and nothing goes to it.
    await at.payee(id, '6222000000000002', '2026-11-01')
    expect(await at.room.port.statement(asked.id)).toMatchObject({ payeeChanged: true })
    await expect(at.act(asked, pay)).rejects.toEqual(fault('settlement.payeeChanged'))
    const back = await at.act(asked, { act: 'undo', reason: '收款方有变' })
    const paid = await at.act(await at.act(back, { act: 'requestPayment', note: '' }), pay)
    expect(paid).toMatchObject({ state: 'paid', payee: { account: '6222000000000002' }, paid: { minor: 103, reference: 'B1' }, acts: ['invoice'] })
    await expect(at.act(paid, { act: 'undo', reason: 'x' })).rejects.toEqual(fault('settlement.undoPaid'))
    const invoiced = await at.act(paid, { act: 'invoice', number: 'F1', day: '2026-11-28', minor: 103, taxMinor: 6, attachments: ['pdf'], note: '' })
    const closed = await at.act(invoiced, { act: 'close' })
    expect(closed).toMatchObject({ state: 'closed', sellingAtRisk: false })
    expect(closed.history.map(({ action }) => action)).toEqual(['opened', 'computed', 'receive', 'check', 'confirm', 'requestPayment', 'undo', 'requestPayment', 'pay', 'invoice', 'close'])
    expect(at.audited('settlement.statements.act')).toHaveLength(8)
    expect(await at.room.port.invoices(2026)).toMatchObject([{ month: '2026-10', number: 'F1', paidDay: '2026-11-27' }])
    expect(await at.room.port.timeliness('2026-10', '2026-10')).toMatchObject([{ confirmDays: 3, payDays: 26, feeMinor: 103 }])
  })

  it('takes two persons for a payee: nobody confirms what is their own', async () => {
    const at = await feesWorkspace()
    const { id: contractId } = await at.contract()
    const proposal = { contractId, name: '腾讯', bank: '招行', account: '6222000000000003', fromDay: '2026-01-01', source: '邮件', attachments: ['mail'], note: '' }
    const { id } = await at.call<Payee>('payees.propose', proposal)
    await expect(at.call('payees.decide', { id, confirm: true, note: '' })).rejects.toEqual(fault('settlement.ownPayee'))
    expect((await at.todos()).map(({ kind }) => kind)).toContain('settlement.payeeProposed')
    const finance = await at.operators.create({ name: '赵会计', role: 'finance', password: 'correct horse 1' })
    await at.operators.create({ name: '小张', role: 'operations', password: 'correct horse 2' })
    await expect(at.call('payees.decide', { id, confirm: true, note: '', approver: { name: '小张', password: 'correct horse 2' } })).rejects.toEqual(fault('session.forbidden'))
    expect(await at.call<Payee>('payees.decide', { id, confirm: true, note: '已电话核实', approver: { name: '赵会计', password: 'correct horse 1' } })).toMatchObject({ state: 'confirmed', decidedBy: '赵会计', attachments: [{ name: 'mail.eml' }] })
    await expect(at.call('payees.decide', { id, confirm: false, note: '' }, ming)).rejects.toEqual(fault('settlement.payeeDecided'))
    const second = await at.call<Payee>('payees.propose', { ...proposal, account: '6222000000000004', fromDay: '2026-11-02' }, { ...fang, operatorId: finance.id, operatorName: finance.name })
    await at.call('payees.decide', { id: second.id, confirm: true, note: '' })
    expect((await at.call<Payee[]>('payees.list', { contractId })).map(({ state }) => state)).toEqual(['confirmed', 'replaced'])
    expect(at.audited('settlement.payees.decide')).toHaveLength(2)
  })

  it('is disputed with a letter in both languages and its orders as a workbook, and goes on after the reply', async () => {
    const at = await feesWorkspace()
    await at.contract()
    const odd = at.order(77_700, '2026-10-02T10:00:00')
    at.order(10_000, '2026-10-03T10:00:00')
    const received = await at.act(await at.compute('2026-10'), { act: 'receive', feeMinor: 1_000, issuedDay: '2026-11-01', attachments: ['mail'], note: '' })
    const checking = await at.act(received, { act: 'check' })
    const disputed = await at.act(checking, { act: 'dispute', reason: '=HYPERLINK 多计一单', orderNumbers: [odd.number], claimedMinor: 123, attachments: [] })
    const letter = await at.call<{ letter: { ticket: string; name: string }; orders: { ticket: string; name: string }; text: string }>('statements.letter', { id: disputed.id, locale: 'zh-CN' })
    expect(letter.letter.name).toBe('练习-技术服务费异议函-2026-10.pdf')
    expect(letter.text).toContain('金额 CNY 10.00。')
    expect(letter.text).toContain('1%，按实付金额，当月支付全额，退款不冲减，逐单四舍五入')
    expect(readPdf(readFileSync(at.bytesOf(letter.letter.ticket))).text).toContain('多计一单')
    const sheet = await readSheet(at.bytesOf(letter.orders.ticket))
    expect(sheet.rows.map(({ cells }) => cells[0])).toContain(odd.number)
    expect(sheet.rows.filter(({ cells }) => /^O-/u.test(cells[0] ?? ''))).toHaveLength(1)
    const english = await at.call<{ text: string }>('statements.letter', { id: disputed.id, locale: 'en' })
    expect(english.text).toContain('1 % of the amount paid, all payments of the month, refunds ignored, each order, half up')
    const replied = await at.act(disputed, { act: 'reply', from: 'platform', day: '2026-11-05', text: '同意更正', attachments: [] })
    expect(replied.state).toBe('disputed')
    await expect(at.act(replied, { act: 'resolveDispute', outcome: 'accepted', feeMinor: 877, note: '', attachments: [] })).rejects.toEqual(fault('settlement.acceptedDiffers'))
    expect(await at.act(replied, { act: 'resolveDispute', outcome: 'corrected', feeMinor: 877, note: '', attachments: [] })).toMatchObject({ state: 'checking', differenceMinor: 0 })
  })

  it('reads the platform’s figure from an imported statement', async () => {
    const at = await feesWorkspace()
    await at.contract()
    const statement = await at.compute('2026-10')
    const rows = [['payment', 10_000, 100], ['refund', -2_000, -20], ['payment', 5_050, 51]].map(([kind, amountMinor, feeMinor]) => ({ kind, amountMinor, feeMinor, outcome: 'done', currency: 'CNY' }) as EntryRow)
    const file = { id: 'f', name: '10 月账单.xlsx', sha256: 'ab', source: 'statement', state: 'loaded', rows: rows.length } as SourceFile
    at.statementFiles.set('f', { file, rows })
    at.statementFiles.set('bill', { file: { ...file, source: 'bill' }, rows })
    const step = { act: 'receiveFile' as const, fileId: 'f', issuedDay: '2026-11-01', attachments: [], note: '' }
    await expect(at.act(statement, { ...step, fileId: 'bill' })).rejects.toEqual(fault('settlement.notAStatement'))
    const received = await at.act(statement, step)
    expect(received).toMatchObject({ platform: { feeMinor: 131, baseMinor: 13_050, via: 'imported' } })
    expect(received.inputs.at(-1)).toEqual({ name: 'file', value: '10 月账单.xlsx · ab' })
  })
})

describe('explaining', () => {
  it('names how the platform computed, and otherwise the order behind it', async () => {
    const at = await feesWorkspace()
    await at.contract()
    const paid = at.order(10_033, '2026-10-02T10:00:00')
    at.refund(paid, 3_333, '2026-10-03T10:00:00')
    const unset = at.order(77_700, '2026-10-04T10:00:00', { scene: 'unset' })
    const computed = await at.compute('2026-10')
    const explain = (statement: FeeStatement) => at.call<FeeExplanation>('statements.explain', { id: statement.id })
    const received = await at.act(computed, { act: 'receive', feeMinor: 67, issuedDay: '2026-11-01', attachments: ['m'], note: '' })
    expect((await explain(received)).exact[0]).toMatchObject({ policy: 'paidNetSameMonth', amount: 'received', scenes: 'contract', remainderMinor: 0, isContract: false })
    expect((await explain(received)).byPolicy.map(({ feeMinor }) => feeMinor)).toEqual([100, 67, 67, 0])
    const other = await at.act(received, { act: 'receive', feeMinor: 877, issuedDay: '2026-11-01', attachments: ['m'], note: '' })
    const found = await explain(other)
    expect(found.exact[0]).toMatchObject({ scenes: 'channels+unset', policy: 'paidGross', amount: 'received' })
    expect(found).toMatchObject({ verdict: 'exact', suspects: [{ orderId: unset.id, why: 'sceneUnset', day: '2026-10-04', feeMinor: 777 }] })
    const odd = await at.act(other, { act: 'receive', feeMinor: 12_345, issuedDay: '2026-11-01', attachments: ['m'], note: '' })
    const told = await explain(odd)
    expect(told).toMatchObject({ verdict: 'remainder', exact: [], roundingBoundMinor: 1 })
    expect(told.nearest[0]?.remainderMinor).toBe(12_345 - 878)
  })
})

describe('what waits for a person', () => {
  it('says it 5, 2 and 0 working days ahead, and what lateness costs', async () => {
    const at = await feesWorkspace()
    const { id } = await at.contract()
    at.order(10_000, '2026-10-02T10:00:00')
    expect((await at.todos()).map(({ kind, title }) => [kind, title.params['month']])).toEqual([['settlement.feeMonthOpen', '2026-10']])
    const statement = await at.compute('2026-10')
    expect(await at.todos()).toMatchObject([{ kind: 'settlement.feeOverdue', title: { key: 'today.todos.feeOverdue_issue' } }])
    await at.payee(id)
    const confirmed = await at.confirm(statement, 100, '2026-11-01')
    await at.act(confirmed, { act: 'requestPayment', note: '' })
    const on = async (day: string) => {
      at.clock.advance(Date.parse(`${day}T02:00:00.000Z`) - at.clock.now().getTime())
      return (await at.todos()).filter(({ id: todo }) => todo.endsWith(':pay')).map(({ tone, title }) => [tone, title.key.split('.').at(-1), title.params['days']])
    }
    // Confirmed on Sunday the 1st: twenty working days end on 27 November.
    expect(await on('2026-11-28')).toEqual([['failed', 'feeOverdue_pay', 0]])
    expect(await on('2026-12-01')).toEqual([['failed', 'feeOverdue_pay', 2]])
    expect(await at.room.port.statement(statement.id)).toMatchObject({ sellingAtRisk: true })
    const november = await at.confirm(await at.compute('2026-11'), 0, '2026-12-01')
    expect(november.deadlines).toHaveLength(2)
  })

  it('counts down to the day', async () => {
    const at = await feesWorkspace()
    await at.contract()
    at.order(10_000, '2026-11-02T10:00:00')
    at.clock.advance(3 * 86_400_000)
    const statement = await at.act(await at.compute('2026-11'), { act: 'receive', feeMinor: 100, issuedDay: '2026-12-01', attachments: ['m'], note: '' })
    const seen: unknown[] = []
    for (let day = 1; day <= 9; day += 1) {
      seen.push((await at.todos()).filter(({ id }) => id.endsWith(':confirm')).map(({ tone, title }) => [tone, title.key.split('.').at(-1), title.params['days']])[0])
      at.clock.advance(86_400_000)
    }
    expect(statement.deadlines[1]).toMatchObject({ step: 'confirm', day: '2026-12-08', workdaysLeft: 5 })
    expect(seen).toEqual([
      ['info', 'feeAhead_confirm', 5], ['info', 'feeAhead_confirm', 4], ['info', 'feeAhead_confirm', 3], ['attention', 'feeAhead_confirm', 2], ['attention', 'feeAhead_confirm', 2],
      ['attention', 'feeAhead_confirm', 2], ['attention', 'feeAhead_confirm', 1], ['attention', 'feeToday_confirm', 0], ['failed', 'feeOverdue_confirm', 1],
    ])
  })
})

describe('holidays and deposits', () => {
  it('shows which deadlines a new year or a day moves, before it does', async () => {
    const at = await feesWorkspace()
    await at.contract()
    const listed = await at.call<{ version: string; years: { year: number; origin: string }[] }>('holidays.list', {})
    expect(listed.years.map(({ year }) => year)).toEqual(Array.from({ length: 20 }, (_, index) => 2007 + index))
    expect(await at.call('holidays.count', { from: '2026-12-08', workdays: 20 })).toEqual({ day: '2027-01-06', provisionalYears: [2027] })
    const file = await at.handIn('2027.json', JSON.stringify({ year: 2027, days: ['2027-01-01', '2027-01-04'].map((date) => ({ name: '元旦', date, isOffDay: true })) }))
    const preview = await at.call<{ moved: unknown[] }>('holidays.import', { fileId: file, preview: true })
    expect(preview).toMatchObject({ year: 2027, daysOff: 2, makeUpDays: 0 })
    expect(preview.moved).toContainEqual({ month: '2026-11', step: 'pay', from: '2027-01-06', to: '2027-01-07' })
    expect((await at.call<{ years: unknown[] }>('holidays.list', {})).years).toHaveLength(20)
    await at.call('holidays.import', { fileId: file, preview: false })
    expect(await at.call('holidays.count', { from: '2026-12-08', workdays: 20 })).toEqual({ day: '2027-01-07', provisionalYears: [] })
    const moved = await at.call<{ moved: unknown[] }>('holidays.override', { day: '2026-12-02', off: true, reason: '公司停业' })
    expect(moved.moved).toContainEqual({ month: '2026-11', step: 'confirm', from: '2026-12-08', to: '2026-12-09' })
    await at.call('holidays.override', { day: '2026-12-02', off: null, reason: '撤回' })
    const after = await at.call<{ version: string; overrides: unknown[] }>('holidays.list', {})
    expect(after.overrides).toEqual([])
    expect(after.version).not.toBe(listed.version)
    const empty = await at.handIn('2028.json', JSON.stringify({ year: 2028, days: [] }))
    await expect(at.call('holidays.import', { fileId: empty, preview: true })).rejects.toEqual(fault('settlement.holidayNoNotice'))
  })

  it('keeps deposits in a ledger that is only added to', async () => {
    const at = await feesWorkspace()
    const entry = { day: '2026-11-02', kind: 'promoter', holder: '小王', currency: 'CNY', reference: '', note: '' }
    await at.call('deposits.record', { ...entry, action: 'required', minor: 10_000, dueDay: '2026-11-10' })
    await at.call('deposits.record', { ...entry, action: 'paid', minor: 4_000 })
    await expect(at.call('deposits.record', { ...entry, action: 'returned', minor: 5_000 })).rejects.toEqual(fault('settlement.depositTooLittle'))
    await expect(at.call('deposits.record', { ...entry, action: 'paid', minor: -1 })).rejects.toEqual(fault('bridge.invalidInput'))
    const { stands, rates } = await at.call<{ stands: unknown[]; rates: { kind: string; amountMinor: number }[] }>('deposits.get', {})
    expect(rates.map(({ kind, amountMinor }) => [kind, amountMinor])).toEqual([['promoter', 10_000], ['selfOperated', 3_000_000]])
    expect(stands).toMatchObject([{ holder: '小王', requiredMinor: 10_000, paidMinor: 4_000, shortMinor: 6_000, overdue: true }])
    expect((await at.todos()).filter(({ kind }) => kind === 'settlement.depositShort')).toMatchObject([{ tone: 'failed', title: { params: { amount: 'CNY 60.00' } } }])
    expect(() => at.db.prepare('UPDATE fee_deposit_entries SET minor = 1').run()).toThrow('ledger entries stand')
    expect(await at.room.port.depositsOfMonth('2026-11')).toMatchObject([{ action: 'paid', minor: 4_000 }])
    at.lock('2026-11')
    await expect(at.call('deposits.record', { ...entry, action: 'paid', minor: 1 })).rejects.toEqual(fault('settlement.monthLocked'))
  })
})

describe('what others ask', () => {
  it('gives bases by place, pages and filters lines, and makes the report', async () => {
    const at = await feesWorkspace()
    await at.contract()
    at.db.prepare("INSERT INTO places (id, code, code_key, name, zone, owner, created_at, updated_at, updated_by) VALUES ('0190a1b2-0000-7000-8000-0000000000aa', 'HZ01', 'hz01', '西湖店', 'Asia/Shanghai', '', '', '', '')").run()
    const placeSeq = (at.db.prepare('SELECT seq FROM places').get() as { seq: number }).seq
    at.order(10_000, '2026-10-02T10:00:00', { place_seq: placeSeq })
    at.order(30_000, '2026-10-03T10:00:00')
    const statement = await at.act(await at.compute('2026-10'), { act: 'receive', feeMinor: 400, issuedDay: '2026-11-01', attachments: ['mail'], note: '' })
    expect((await at.room.port.basesByPlace(statement.id)).map(({ code, baseMinor }) => [code, baseMinor])).toEqual([['', 30_000], ['HZ01', 10_000]])
    const page = await at.call<{ rows: FeeLine[]; hits: number }>('statements.lines', { id: statement.id, limit: 50, place: '西湖' })
    expect(page).toMatchObject({ rows: [{ place: 'HZ01 西湖店', account: '云栖酒店', feeMinor: 100 }], hits: 1 })
    const { data, evidence } = await at.room.port.report({ month: '2026-10' })
    expect(data).toMatchObject({ kind: 'statement', month: '2026-10', subject: '本地组件技术服务费', practice: true, title: { en: 'Service fee statement 2026-10' } })
    expect(data.tables.map(({ key, rows }) => [key, rows.length > 0])).toEqual([['lines', true], ['policies', true], ['explanation', true], ['deadlines', true], ['history', true]])
    for (const { columns, rows } of data.tables) for (const row of rows) expect(row).toHaveLength(columns.length)
    expect(evidence).toMatchObject([{ name: 'mail.eml' }])
    expect(await at.room.port.ofMonth('2026-10')).toEqual([{ id: statement.id, state: 'received', currency: 'CNY', totalMinor: 400, platformMinor: 400, name: '本地组件技术服务费' }])
  })
})
