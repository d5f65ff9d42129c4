import { describe, expect, it, onTestFinished } from 'vitest'
import { ManualClock } from './platform/clock/clock'
import { createHttp } from './platform/http'
import { createRedactor } from './platform/log'
import { exampleGeoKeys } from './practice-data-geocoding'
import { openPracticeGeocoding, type OwnGeoKey } from './practice-geocoding'
import { geoProviderKinds, geoProviders } from './upstream/geocoding'

function made() {
  const clock = new ManualClock('2026-11-28T02:00:00.000Z')
  const own: OwnGeoKey[] = []
  let read = 0
  const practice = openPracticeGeocoding({
    clock,
    ownKeys: () => {
      read += 1
      return Promise.resolve(own)
    },
  })
  const http = createHttp({ clock, redactor: createRedactor(), record: () => undefined, random: () => 0 })
  onTestFinished(async () => {
    http.close()
    await practice.close()
  })
  const upstreams = geoProviders({ http, standIn: (provider) => practice.standInUrl(provider) })
  const ask = (provider: string, secrets: Readonly<Record<string, string>>) => {
    const upstream = upstreams.get(provider)
    const service = upstream?.traits.services[0]
    if (!upstream || !service) throw new Error(provider)
    const area = service.service === 'domestic' ? ('domestic' as const) : ('overseas' as const)
    return upstream.ask({ kind: 'address', address: service.testAddress, area, country: '', language: 'en' }, { secrets: { ...secrets } }, { correlationId: 'c', rateKey: 'r' })
  }
  return { own, practice, ask, reads: () => read }
}

describe('geocoding in practice', () => {
  it.each(exampleGeoKeys.map((key) => [key.fields.provider, key.secrets] as const))('knows the example key of %s', async (provider, secrets) => {
    const { ask } = made()
    expect(await ask(provider, secrets)).toMatchObject({ state: 'found' })
  })

  it('has a stand-in and an example key for every provider', async () => {
    const { practice } = made()
    for (const { traits } of geoProviderKinds) {
      expect(await practice.standInUrl(traits.id), traits.id).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u)
      const example = exampleGeoKeys.find(({ fields }) => fields.provider === traits.id)
      expect(Object.keys(example?.secrets ?? {}).sort(), traits.id).toEqual(traits.fields.map(({ name }) => name).sort())
    }
    expect(await practice.standInUrl('nobody')).toBeUndefined()
  })

  it('learns an operator’s own key with the secrets it is given first, and reads keys only when they changed', async () => {
    const { own, practice, ask, reads } = made()
    const key: OwnGeoKey = { id: 'k', provider: 'here', name: '自己的', account: '', limits: [{ service: 'world', perSecond: 50, perDay: 5 }], secrets: { apiKey: 'first-secret-of-ours' } }
    await expect(ask('here', key.secrets)).rejects.toMatchObject({ code: 'geocoding.here.keyInvalid' })
    own.push(key)
    practice.keysChanged()
    expect(await ask('here', key.secrets)).toMatchObject({ state: 'found' })
    own[0] = { ...key, secrets: { apiKey: 'wrong-secret-of-ours' } }
    practice.keysChanged()
    await expect(ask('here', { apiKey: 'wrong-secret-of-ours' })).rejects.toMatchObject({ code: 'geocoding.here.keyInvalid' })
    expect(await ask('here', key.secrets)).toMatchObject({ state: 'found' })
    expect(reads()).toBe(3)
  })

  it('keeps the example’s key as it is: a wrong one can be tried', async () => {
    const { own, practice, ask } = made()
    const { fields, secrets } = exampleGeoKeys[0] ?? { fields: undefined, secrets: {} }
    own.push({ id: 'x', provider: 'tencent', name: fields?.name ?? '', account: '', limits: [], secrets: { ...secrets, sk: 'wrong' } })
    practice.keysChanged()
    await expect(ask('tencent', { ...secrets, sk: 'wrong' })).rejects.toMatchObject({ code: 'geocoding.tencent.signatureWrong' })
    expect(await ask('tencent', secrets)).toMatchObject({ state: 'found' })
  })
})
