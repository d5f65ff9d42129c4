import type { Refund } from '@shared/contract/payment-refunds'

/** A refund that was accepted and is not yet there. */
export function refundExample(change: Partial<Refund> = {}): Refund {
  return {
    id: '019ac000-0000-7000-8000-000000000001',
    order: {
      id: '019ac000-0000-7000-8000-000000000002',
      merchantNo: 'HT20261120000381',
      providerNo: '',
      wechatNo: '4200002345202611201234567890',
      kind: 'v3',
      account: '杭州静湖酒店',
      description: '湖景大床房 1 晚',
      ordered: { minor: 128_800, currency: 'CNY' },
      received: { minor: 128_800, currency: 'CNY' },
    },
    refundNo: 'R20261128A7K2',
    providerRefundNo: '50301402612026112812345678901',
    amount: { minor: 128_800, currency: 'CNY' },
    reason: '客人行程取消',
    note: '',
    state: 'processing',
    rawState: 'PROCESSING',
    source: 'here',
    requestedBy: { id: 'op-1', name: '王小青' },
    requestedAt: '2026-11-28T02:05:00.000Z',
    approvalReasons: [{ code: 'perOrder', params: { limit: 'CNY 500.00' } }],
    approvedBy: { id: 'op-2', name: '周敏', at: '2026-11-28T02:06:30.000Z' },
    digest: 'd1',
    sentAt: '2026-11-28T02:07:00.000Z',
    sentBy: '王小青',
    destination: '',
    attempts: [
      { at: '2026-11-28T02:07:00.000Z', call: 'send', outcome: 'unknown', code: '', message: '', requestId: '' },
      { at: '2026-11-28T02:07:02.000Z', call: 'query', outcome: 'done', code: 'PROCESSING', message: '', requestId: '08F78BB5AF0610D302' },
    ],
    rev: 4,
    ...change,
  }
}
