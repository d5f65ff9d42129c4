import { openSync, readSync, closeSync } from 'node:fs'
import type { ExtractPlan, HeaderFound } from '../../electron/features/settlement/engine/scan-types'

/** The bill as its ready profile reads it. */
export const billPlan: ExtractPlan = {
  width: 27,
  freeText: 20,
  footerStarts: [],
  skipStarts: [],
  sheet: '',
  shapes: [
    {
      when: [{ column: 9, words: new Map([['SUCCESS', true]]), otherwise: false }],
      kind: 'payment',
      outcome: 'done',
      at: { columns: [0], form: 'wall', zone: 'Asia/Shanghai', required: true },
      currency: { column: 11, asWritten: true },
      amount: { columns: [24], sign: 'asIs', unit: 'major', decimals: 'refuse', required: true },
      fee: { columns: [22], sign: 'asIs', unit: 'major', decimals: 'round', required: false },
      settled: { columns: [12], sign: 'asIs', unit: 'major', decimals: 'refuse', required: false },
      texts: { wechatNo: [5], merchantNo: [6], rawState: [9], title: [20] },
    },
    {
      kind: 'refund',
      outcome: { column: 19, words: new Map([['SUCCESS', 'done'], ['PROCESSING', 'open']]), otherwise: 'failed' },
      at: { columns: [0], form: 'wall', zone: 'Asia/Shanghai', required: true },
      currency: { column: 11, asWritten: true },
      amount: { columns: [25], sign: 'minus', unit: 'major', decimals: 'refuse', required: true },
      fee: { columns: [22], sign: 'asIs', unit: 'major', decimals: 'round', required: false },
      settled: { columns: [16], sign: 'minus', unit: 'major', decimals: 'refuse', required: false },
      texts: { wechatNo: [5], merchantNo: [6], refundNo: [15], providerRefundNo: [14], rawState: [19], title: [20] },
    },
  ],
}

/** The export of orders. */
export const orderPlan: ExtractPlan = {
  width: 12,
  footerStarts: [],
  skipStarts: [],
  sheet: '',
  shapes: [
    {
      kind: 'payment',
      outcome: { column: 9, words: new Map([['已支付', 'done'], ['待支付', 'open']]), otherwise: 'failed' },
      at: { columns: [10], form: 'wall', zone: 'Asia/Shanghai', required: true },
      currency: { column: 8, asWritten: true },
      amount: { columns: [7], sign: 'asIs', unit: 'major', decimals: 'refuse', required: true },
      texts: { merchantNo: [1], wechatNo: [2], rawState: [9], scene: [5], place: [4], title: [6] },
    },
  ],
}

/** Looks where the rows begin, behind the first line. */
export function headerOf(path: string, form: 'backtick' | 'plain'): HeaderFound {
  const head = Buffer.alloc(4096)
  const file = openSync(path, 'r')
  const got = readSync(file, head, 0, head.length, 0)
  closeSync(file)
  const end = head.subarray(0, got).indexOf(0x0a)
  return {
    dialect: { form, delimiter: ',', encoding: 'utf-8' },
    names: head.subarray(0, end).toString().trim().split(','),
    line: 1,
    dataOffset: end + 1,
    dataLine: 2,
  }
}
