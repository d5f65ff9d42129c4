import type { Pack, TextColumn } from '../../engine/pack-types'

const searched = ['merchantNo', 'wechatNo', 'providerNo', 'refundNo', 'providerRefundNo', 'group', 'title', 'place'] as const satisfies readonly TextColumn[]

/** Says whether one of a row's numbers or names holds a text. */
export function textFilter(text: string | undefined): (pack: Pack, row: number) => boolean {
  if (text === undefined || text === '') return () => true
  return (pack, row) => searched.some((column) => pack.text(column, row).includes(text))
}
