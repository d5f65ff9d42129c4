import { systemClock } from '../../electron/platform/clock/clock'
import { migrations } from '../../electron/migrations'
import { StoreEngine } from '../../electron/platform/store/engine'
import { repositories } from '../../electron/repositories'
import { benchId, million } from './million'
import type { BenchRow } from './row'
import { slowest } from './times'

const day = 86_400_000

/** First page, filters and searches over 1,000,000 links at the store; the slowest of several runs counts. */
export async function benchMillionLinks(): Promise<BenchRow[]> {
  const { file, count, at } = await million()
  const engine = new StoreEngine({ file, role: 'reader', create: false, repositories, migrations, clock: systemClock })
  const now = at(count)
  const cases: [string, object][] = [
    ['first page', {}],
    ['filter: app', { appId: benchId('app', 3) }],
    ['filter: place and campaign', { placeId: benchId('place', 17), campaign: '春节预热' }],
    ['filter: creator and kind', { createdBy: '运营3', kind: 'encrypted_scheme' }],
    ['filter: creator and kind that never meet', { createdBy: '运营4', kind: 'encrypted_scheme' }],
    ['filter: kind', { kind: 'encrypted_scheme' }],
    ['filter: kind that does not occur', { kind: 'nfc_scheme' }],
    ['filter: tag and place', { tag: 'from=sms', placeId: benchId('place', 44) }],
    ['filter: expiring within 7 days', { expiringUntil: new Date(Date.parse(now) + 7 * day).toISOString() }],
    ['filter: expired', { state: 'expired' }],
    ['filter: channel', { channel: 'sms' }],
    ['filter: channel and kind that never meet', { channel: 'sms', kind: 'url_link' }],
    ['filter: channel and app that never meet', { channel: 'sms', appId: benchId('app', 3) }],
    ['filter: channel and campaign', { channel: 'poster', campaign: '会员日' }],
    ['filter: days', { from: at(count - 300_000), until: at(count - 290_000) }],
    ['search: common word 房间', { text: '房间' }],
    ['search: two words 西湖 早餐', { text: '西湖 早餐' }],
    ['search: order number', { text: String(777_776 * 7919).padStart(12, '0') }],
    ['search: 延迟退房 in one app', { text: '延迟退房', appId: benchId('app', 5) }],
    ['search: 优惠券 in a channel', { text: '优惠券', channel: 'poster' }],
    ['search: 延迟退房 in a channel that never has it', { text: '延迟退房', channel: 'poster' }],
    ['search: nothing found', { text: '不存在的词' }],
  ]
  try {
    const rows: BenchRow[] = []
    for (const [name, filter] of cases) {
      const ms = await slowest(7, () => engine.read('links', 'page', { filter: { ...filter, now }, limit: 100, count: true }))
      rows.push({ name: `history of ${count.toLocaleString('en')}: ${name}`, ours: ms, unit: 'ms', aim: '< 50 ms', met: ms < 50 })
    }
    return rows
  } finally {
    engine.close()
  }
}
