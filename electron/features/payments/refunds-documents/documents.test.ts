import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RefundState } from '@shared/domain/payments'
import { refundStates } from '@shared/domain/payments'
import { expect, it } from 'vitest'
import { systemClock } from '../../../platform/clock/clock'
import { openPdf } from '../../../platform/pdf'
import { readPdf } from '../../../platform/pdf/read-pdf.fixture'
import { guestMessage } from './guest-message'
import { refundExample } from './refund.fixture'
import { slipPdf } from './slip'

const resourcesDir = join(process.cwd(), 'resources')
const parts = { clock: systemClock, zone: () => 'Asia/Shanghai', resourcesDir, practiceMark: true }
const messageOf = (state: RefundState, change = {}) => guestMessage(refundExample({ state, ...change }), 'Asia/Shanghai')

it('tells a guest that money came back only when it did', () => {
  for (const state of refundStates) {
    const { zh, en } = messageOf(state)
    expect(zh.includes('已确认完成'), state).toBe(state === 'succeeded')
    expect(en.includes('is complete'), state).toBe(state === 'succeeded')
    expect(zh).toContain('CNY 1,288.00')
    expect(zh + en).not.toMatch(/\{|refundDocuments/u)
  }
})

it('says of an accepted refund that it is not there yet, and when it can be where the provider says so', () => {
  const { zh, en } = messageOf('processing')
  expect(zh).toContain('已受理，还没有到账')
  expect(zh).toContain('1 到 3 个工作日')
  expect(zh).toContain('R20261128A7K2')
  expect(en).toContain('The money is not in your account yet.')
  const { order } = refundExample()
  const abroad = messageOf('processing', { order: { ...order, kind: 'yaband' }, amount: { minor: 1250, currency: 'EUR' } })
  expect(abroad.zh).not.toContain('工作日')
  expect(abroad.zh).toContain('到账时间以支付渠道和银行为准')
  expect(abroad.en).toContain('EUR 12.50')
})

it('asks a guest not to apply again while the outcome is open, and names time and destination once it is over', () => {
  for (const state of ['sending', 'unknown', 'review'] as const) expect(messageOf(state).zh).toContain('请先不要重复申请')
  const done = messageOf('succeeded', { completedAt: '2026-11-28T02:20:00.000Z', destination: '招商银行信用卡0403' })
  expect(done.zh).toContain('完成时间 2026-11-28 10:20 (Asia/Shanghai)')
  expect(done.en).toContain('Returned to: 招商银行信用卡0403')
})

it('prints the slip with every number, the state as it is, and practice said', async () => {
  const { text, pages, embedsTrueType, fontBytes } = readPdf(await slipPdf(parts, refundExample(), 'both'))
  expect(pages).toBe(1)
  expect(embedsTrueType).toBe(true)
  // Only the characters that are used: the whole font has ten megabytes.
  expect(fontBytes).toBeGreaterThan(1000)
  expect(fontBytes).toBeLessThan(400_000)
  for (const part of [
    '退款凭单', 'Refund slip', '练习（沙箱）', 'CNY 1,288.00', 'R20261128A7K2', 'HT20261120000381', '4200002345202611201234567890',
    '50301402612026112812345678901', '已受理', '还不是已退款', '客人行程取消', '王小青', '周敏', '08F78BB5AF0610D302',
    '经办人', '第 1 页，共 1 页',
  ])
    expect(text.replaceAll('\n', ''), part).toContain(part)
  expect(text).not.toContain('\ufffd')
})

it('prints a live slip without the mark, in one language, over as many pages as it takes', async () => {
  const long = refundExample({ reason: '客人说'.repeat(700), state: 'succeeded' })
  const { text, pages } = readPdf(await slipPdf({ ...parts, practiceMark: false }, long, 'zh-CN'))
  expect(pages).toBeGreaterThan(1)
  expect(text).not.toContain('练习')
  expect(text).not.toContain('Refund')
  expect(text.replaceAll('\n', '')).toContain(`第 ${pages} 页，共 ${pages} 页`)
})

it('repeats the head of a table that runs over the page', async () => {
  const pdf = await openPdf({
    fontPath: join(resourcesDir, 'fonts', 'NotoSansSC-Regular.ttf'),
    title: 't',
    head: 'h',
    foot: 'f',
    pageOf: (page, of) => `${page}/${of}`,
    madeAt: systemClock.now(),
  })
  pdf.table({
    columns: [{ title: '行号', share: 1 }, { title: '金额', share: 1, align: 'right' }],
    rows: Array.from({ length: 120 }, (_, row) => [String(row), '1.00']),
  })
  const { text, pages } = readPdf(await pdf.finish())
  expect(pages).toBeGreaterThan(2)
  expect(text.split('\f').filter((page) => page.includes('行号'))).toHaveLength(pages)
})

it('ships the font with its licence', () => {
  expect(existsSync(join(resourcesDir, 'fonts', 'NotoSansSC-Regular.ttf'))).toBe(true)
  expect(readFileSync(join(resourcesDir, 'fonts', 'OFL.txt'), 'utf8')).toContain('SIL OPEN FONT LICENSE')
})
