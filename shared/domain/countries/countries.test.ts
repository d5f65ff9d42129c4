import { describe, expect, it } from 'vitest'
import { countries, countryOf } from './index'

describe('country codes', () => {
  it('are those of ISO 3166-1, each once', () => {
    expect(countries).toHaveLength(249)
    for (const { alpha2, alpha3, numeric } of countries) expect(`${alpha2} ${alpha3} ${numeric}`).toMatch(/^[A-Z]{2} [A-Z]{3} \d{3}$/u)
    for (const name of ['alpha2', 'alpha3', 'numeric'] as const) expect(new Set(countries.map((one) => one[name])).size).toBe(249)
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
    expect(countries.filter(({ alpha2 }) => names.of(alpha2) === undefined)).toEqual([])
  })

  it.each([['DE', 'DEU'], ['deu', 'DEU'], ['764', 'THA'], ['36', 'AUS'], [' th ', 'THA'], ['CN', 'CHN'], ['MO', 'MAC'], ['XX', undefined], ['', undefined]])(
    '%j is %s',
    (code, alpha3) => expect(countryOf(code)?.alpha3).toBe(alpha3),
  )
})
