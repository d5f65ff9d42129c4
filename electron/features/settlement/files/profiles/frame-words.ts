/** Words with which a table of any origin sums itself up. */
export const sumWords = ['合计', '总计', '总合计', 'Total', 'TOTAL', 'Grand total']

/** Columns of people's own bills; no merchant's list has them. */
export const personalColumns = { counts: '收/支', other: ['交易对方', '对方账号'], wechat: ['交易单号', '当前状态'] }
