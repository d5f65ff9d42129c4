import { addMonths, beijingDay, beijingDayStart, daysOfMonth } from '@shared/domain/beijing-time'
import { type BillTrouble } from '@shared/domain/bills'
import type { ExampleAccountName, ExampleOrder } from './practice-data-payments'

/** The example's agreement about the service fee, in words. */
export const exampleContract = { name: '视频号技术服务费协议（练习）', source: '练习用：条款以签署的协议为准' }

/** Whom the fee is paid to, and the deposits that stand with the platform (seed-catalogue S05). */
export const examplePayee = { name: '视频号平台（练习）', bank: '招商银行深圳分行', account: '7559 0000 0000 0001', source: '练习用：协议附件一' }
export const exampleDeposits = [
  { kind: 'selfOperated', holder: '云栖文旅（练习）', minor: 3_000_000, reference: 'LX-BZJ-0001' },
  { kind: 'promoter', holder: '推广员 周舟（练习）', minor: 10_000, reference: 'LX-BZJ-0002' },
] as const

const hourMs = 3_600_000
const minuteMs = 60_000
/** As `pairOf` counts: a guest pays so long after the order was made. */
const payMs = 90_000

interface Goods {
  minor: number
  text: string
  scene: ExampleOrder['scene']
  method: string
}

const goods = (minor: number, text: string, scene: ExampleOrder['scene'] = 'other', method = 'wechat_mini'): Goods => ({ minor, text, scene, method })

/** What each account sells, in turn, every so many days, and at which hours. */
const sales: Readonly<Partial<Record<ExampleAccountName, { everyDays: number; hours: readonly number[]; goods: readonly Goods[] }>>> = {
  lake: {
    everyDays: 1,
    hours: [9.3, 15.6],
    goods: [
      goods(128_800, '湖景大床房 1 晚'),
      goods(9_950, '龙井虾仁双人套餐', 'channels'),
      goods(257_600, '湖景大床房 2 晚'),
      goods(29_800, '茶园采摘体验', 'channels'),
      goods(68_850, '周末下午茶双人', 'channels'),
    ],
  },
  alley: { everyDays: 2, hours: [11.2], goods: [goods(88_800, '庭院房 1 晚'), goods(12_850, '川剧变脸茶座 2 位', 'channels')] },
  lakeOld: { everyDays: 3, hours: [14.1], goods: [goods(25_600, '明前龙井 250 克礼盒'), goods(8_850, '手工香囊', 'channels')] },
  farm: { everyDays: 6, hours: [18.4], goods: [goods(36_000, '农家小院包厢 8 人'), goods(18_800, '土鸡煲套餐', 'channels')] },
  left: { everyDays: 4, hours: [19.7], goods: [goods(18_900, '河景房 1 晚'), goods(6_500, '塞纳河游船双人票', 'channels')] },
}

/** On which day of the month an order of the lake hotel is different in the provider's bill. */
const troubleDays: Readonly<Record<number, BillTrouble>> = {
  3: 'missingThere',
  5: 'missingHere',
  7: 'amount',
  9: 'fee',
  11: 'currency',
  13: 'state',
  15: 'duplicate',
  17: 'refundWithoutOrder',
  19: 'rounding',
  21: 'dispute',
}

const refundDays: Readonly<Record<number, number>> = { 2: 9_950, 12: 30_000, 24: 128_800 }

/** The orders of the last whole month in Beijing: what a month-end is tried on. */
export function exampleMonthOrders(nowMs: number): ExampleOrder[] {
  const month = addMonths(beijingDay(nowMs).slice(0, 7), -1)
  const days = daysOfMonth(month)
  const last = days.at(-1) ?? `${month}-28`
  const orders: ExampleOrder[] = []
  for (const [account, { everyDays, hours, goods: own }] of Object.entries(sales) as [ExampleAccountName, NonNullable<(typeof sales)[ExampleAccountName]>][]) {
    let count = 0
    for (const [index, day] of days.entries()) {
      if (index % everyDays !== 0) continue
      for (const [nth, hour] of hours.entries()) {
        const sold = own[count % own.length]
        count += 1
        if (!sold) continue
        // Minutes differ from day to day, so that no two orders look alike.
        const atMs = beijingDayStart(day) + hour * hourMs + ((index * 7) % 50) * minuteMs
        const first = account === 'lake' && nth === 0
        const trouble = first ? troubleDays[index + 1] : undefined
        const back = first && !trouble ? refundDays[index + 1] : undefined
        orders.push(orderOf(account, sold, { nowMs, atMs, trouble, back: back === undefined ? undefined : Math.min(back, sold.minor) }))
      }
    }
  }
  // Paid in the last minutes of the month here, in the first of the next one there.
  orders.push(orderOf('lake', goods(45_600, '延住补差价'), { nowMs, atMs: beijingDayStart(last) + 23 * hourMs + 52 * minuteMs - payMs, trouble: 'crossMonth', back: undefined }))
  return orders
}

function orderOf(
  account: ExampleAccountName,
  { minor, text, scene, method }: Goods,
  { nowMs, atMs, trouble, back }: { nowMs: number; atMs: number; trouble: BillTrouble | undefined; back: number | undefined },
): ExampleOrder {
  return {
    account,
    hoursAgo: (nowMs - atMs) / hourMs,
    minor,
    text,
    state: 'paid',
    method,
    scene,
    channel: scene === 'channels' ? 'oa' : '',
    booking: '',
    redemption: 'redeemed',
    refunds: back === undefined ? [] : [{ minor: back, state: 'succeeded', reason: '客人改期', afterHours: 26 }],
    ...(trouble ? { trouble } : {}),
  }
}
