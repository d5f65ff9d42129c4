import type { GuideCategory } from '@shared/contract/identity-guide'
import { paperNames } from './papers'

/** Words for lodging that people search by; of all lodging only hotels may apply (A23-K-27). */
const hotel = /酒店|宾馆|旅馆|饭店|hotel/iu
const otherLodging = /民宿|公寓|客栈|青旅|青年旅舍|农家乐|度假屋|短租|长租|房东|hostel|homestay|apartment|guest ?house|b&b|villa/iu
const lodgingId = 'A23-K-27'

export interface Found {
  categories: readonly GuideCategory[]
  /** `other`: the words name lodging that is no hotel, so that the one category of lodging does not fit. */
  lodging: '' | 'hotel' | 'other'
}

/** The categories that fit what was typed, all of its words; nothing typed: all. */
export function findCategories(all: readonly GuideCategory[], typed: string): Found {
  const text = typed.trim().toLowerCase()
  if (text === '') return { categories: all, lodging: '' }
  // Somebody who lets flats does not become a hotel by the word: shown as not in the range.
  if (otherLodging.test(text)) return { categories: [], lodging: 'other' }
  if (hotel.test(text)) return { categories: all.filter(({ id }) => id === lodgingId), lodging: 'hotel' }
  const words = text.split(/\s+/u)
  const fits = ({ id, level1, level2, level3, limitation, papers }: GuideCategory) => {
    const searched = [id, level1, level2, level3, limitation, ...paperNames(papers)].join('\n').toLowerCase()
    return words.every((word) => searched.includes(word))
  }
  return { categories: all.filter(fits), lodging: '' }
}

export interface CategoryGroup {
  level1: string
  categories: GuideCategory[]
}

/** By their first level, in the order in which the platform lists them. */
export function grouped(categories: readonly GuideCategory[]): CategoryGroup[] {
  const groups = new Map<string, GuideCategory[]>()
  for (const one of categories) groups.set(one.level1, [...(groups.get(one.level1) ?? []), one])
  return [...groups].map(([level1, members]) => ({ level1, categories: members }))
}

export const isLodging = ({ id }: GuideCategory): boolean => id === lodgingId

export const nameOf = ({ level1, level2, level3 }: GuideCategory): string => [level1, level2, level3].filter((level) => level !== '' && level !== '/').join(' › ')
