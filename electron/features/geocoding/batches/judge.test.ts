import type { GeoAnswer } from '@shared/contract/geocoding-values'
import { describe, expect, it } from 'vitest'
import { judge, nextProvider } from './judge'

const rules = { providers: ['a', 'b'], mode: 'fallback' as const, accept: 80, reject: 50, farMetres: 200 }

/** An answer with a best place of that confidence, so many metres north of the same point. */
function found(provider: string, confidence: number, metres = 0): GeoAnswer {
  const at = (datum: 'wgs84' | 'gcj02' | 'bd09') => ({ lat: 13.75 + metres / 111_195, lng: 100.5, datum })
  const positions = { wgs84: at('wgs84'), gcj02: at('gcj02'), bd09: at('bd09'), mainland: false }
  const parts = { admin: '', city: '', district: '', street: '', houseNumber: '', postalCode: '' }
  const candidate = { position: positions.wgs84, positions, label: '', countryCode: 'THA', parts, precision: 'street' as const, confidence, score: '', kind: '' }
  return { provider, service: 'world', state: 'found', candidates: [candidate], cached: false }
}
const without = (provider: string, state: 'notFound' | 'badInput' | 'failed'): GeoAnswer => ({ provider, service: 'world', state, candidates: [], cached: false })
const next = (mode: 'first' | 'fallback' | 'compare', ...answers: GeoAnswer[]) =>
  nextProvider({ ...rules, mode }, new Map(answers.map((answer) => [answer.provider, answer])))

describe('who is asked next', () => {
  it('falls back below the accepting threshold, and where nothing was found', () => {
    expect(next('fallback')).toBe('a')
    expect(next('fallback', found('a', 80))).toBeUndefined()
    expect(next('fallback', found('a', 79))).toBe('b')
    expect(next('fallback', without('a', 'notFound'))).toBe('b')
    expect(next('fallback', without('a', 'failed'))).toBe('b')
    expect(next('fallback', found('a', 79), found('b', 60))).toBeUndefined()
  })
  it('is the first alone, or everybody', () => {
    expect(next('first', without('a', 'notFound'))).toBeUndefined()
    expect(next('compare', found('a', 100))).toBe('b')
  })
})

describe('what answers come to', () => {
  const of = (mode: 'first' | 'fallback' | 'compare', ...answers: GeoAnswer[]) => {
    const { state, reasons, chosen, distances } = judge({ ...rules, mode }, answers)
    return { state, codes: reasons.map(({ code }) => code), provider: chosen?.provider, metres: distances[0]?.metres }
  }
  it.each([
    ['accepted at the threshold', of('first', found('a', 80)), { state: 'accepted', codes: [], provider: 'a' }],
    ['doubtful below it', of('first', found('a', 79)), { state: 'review', codes: ['belowAccept'], provider: 'a' }],
    ['none below the lower one', of('first', found('a', 49)), { state: 'notFound', codes: ['belowReject'], provider: undefined }],
    ['not found', of('first', without('a', 'notFound')), { state: 'notFound', codes: ['notFound'] }],
    ['unreadable for all', of('fallback', without('a', 'badInput'), without('b', 'badInput')), { state: 'badInput' }],
    ['the second one’s', of('fallback', without('a', 'failed'), found('b', 90)), { state: 'accepted', codes: ['failed'], provider: 'b' }],
    ['the better of two doubtful ones', of('fallback', found('a', 60), found('b', 70)), { state: 'review', provider: 'b' }],
    ['failed, nobody answered', of('fallback', without('a', 'failed'), without('b', 'notFound')), { state: 'failed', provider: undefined }],
    ['near each other', of('compare', found('a', 90), found('b', 85, 199)), { state: 'accepted', provider: 'a', metres: 199 }],
    ['far apart', of('compare', found('a', 90), found('b', 95, 201)), { state: 'review', codes: ['farApart'], provider: 'b', metres: 201 }],
    ['a comparison that lacks a side', of('compare', found('a', 90), without('b', 'failed')), { state: 'failed', codes: ['failed'] }],
    ['compared with one who knows nothing', of('compare', found('a', 90), without('b', 'notFound')), { state: 'accepted', codes: ['notFound'], provider: 'a' }],
  ])('%s', (_name, came, expected) => {
    expect(came).toMatchObject(expected)
  })
})
