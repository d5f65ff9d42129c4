import { cityRows, spotRows } from './data'
import type { At } from './spread'

export interface City {
  /** Six digits at home, empty abroad. */
  adcode: string
  /** ISO 3166-1 alpha-2. */
  country: string
  /** At home in the sense of Tencent's domestic service: Hong Kong, Macau and Taiwan included. */
  home: boolean
  admin: { chinese: string; latin: string }
  name: { chinese: string; latin: string }
  /** Every way to write it, folded. */
  written: { chinese: readonly string[]; latin: readonly string[] }
  at: At
  spots: readonly Spot[]
}

export interface Spot {
  name: { chinese: string; latin: string }
  district: string
  street: { chinese: string; latin: string }
  number: string
  postal: string
  at: At
  /** Names and streets, folded. */
  written: { names: readonly string[]; streets: readonly string[] }
}

/** Without width, case, accents and punctuation: what two ways to write one address have in common. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/ß/gu, 'ss')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

const chineseAtAll = /\p{Script=Han}/u
const filled = (texts: readonly string[]) => texts.map(folded).filter((text) => text !== '')

const spotsOf = (latin: string): Spot[] =>
  spotRows
    .filter(([city]) => city === latin)
    .map(([, chinese, name, district, streetChinese, street, number, postal, lat, lng]) => ({
      name: { chinese, latin: name },
      district,
      street: { chinese: streetChinese, latin: street },
      number,
      postal,
      at: { lat, lng },
      written: { names: filled([chinese, name]), streets: filled([streetChinese, street]) },
    }))

export const cities: readonly City[] = cityRows.map(([adcode, country, adminChinese, admin, chinese, latin, others, lat, lng]) => {
  const names = [chinese, latin, ...others.split(',')]
  return {
    adcode,
    country,
    home: adcode !== '',
    admin: { chinese: adminChinese, latin: admin },
    name: { chinese, latin },
    written: {
      chinese: filled(names.filter((name) => chineseAtAll.test(name))),
      latin: filled(names.filter((name) => !chineseAtAll.test(name))),
    },
    at: { lat, lng },
    spots: spotsOf(latin),
  }
})
