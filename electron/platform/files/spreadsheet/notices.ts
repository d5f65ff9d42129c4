import type { MessageParams } from '@shared/contract/error'
import type { NoticeCode, SheetNotice } from './types'

/** How many notices of one kind are listed one by one; the rest are counted. */
const listedPerCode = 100

/** Gathers notices so that a file with one flaw in each of 200,000 rows does not give 200,000 notices. */
export class NoticeList {
  readonly #byCode = new Map<NoticeCode, { listed: SheetNotice[]; more: number }>()

  add(code: NoticeCode, params: MessageParams = {}): void {
    const group = this.#byCode.get(code) ?? { listed: [], more: 0 }
    this.#byCode.set(code, group)
    if (group.listed.length < listedPerCode) group.listed.push({ code, params })
    else group.more += 1
  }

  /** All notices, those of a kind together; where some were left out, a last one of that kind says how many. */
  all(): SheetNotice[] {
    return [...this.#byCode.values()].flatMap(({ listed, more }) =>
      more > 0 ? [...listed, { code: 'spreadsheets.notices.sameMore' as const, params: { count: more } }] : listed,
    )
  }
}
