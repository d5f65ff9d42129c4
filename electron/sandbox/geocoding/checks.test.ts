import { describe, expect, it, onTestFinished } from 'vitest'
import { ManualClock } from '../../platform/clock/clock'
import { startHereStandIn } from '../here'
import { startTencentLocationStandIn } from '../tencent-location'
import type { GeoStandIn, StandInKey } from './index'

const clock = new ManualClock('2026-11-28T02:00:00.000Z')
const limits = ['domestic', 'overseas', 'world'].map((service) => ({ service, perSecond: 1000, perDay: 1000 }))
const key: StandInKey = { id: 'one', account: '', secrets: { key: 'AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF', apiKey: 'k' }, limits }

async function asker(start: (options: { clock: ManualClock; keys: StandInKey[] }) => Promise<GeoStandIn>) {
  const standIn = await start({ clock, keys: [key] })
  onTestFinished(() => standIn.close())
  return async (target: string) => {
    const response = await fetch(`${standIn.baseUrl}${target}`)
    const body = await response.text()
    return { status: response.status, body, said: body.startsWith('{') ? (JSON.parse(body) as { status?: unknown }).status : undefined }
  }
}

/** What our clients never send: whoever writes another one finds its mistakes. */
describe('the stand-in of Tencent', () => {
  it.each([
    ['address=x&key=', 301], ['address=x', 301], ['location=91,0', 365], ['location=0,181', 366], ['location=here', 310], ['address=x&oversea=2', 320],
    ['address=%E5%8C%97%E4%BA%AC&policy=7', 310], ['address=%', 306], ['oversea=1', 300],
  ])('%s is %i', async (query, status) => {
    const ask = await asker(startTencentLocationStandIn)
    const withKey = query.includes('key=') || status === 301 ? query : `${query}&key=AAAAA-BBBBB-CCCCC-DDDDD-EEEEE-FFFFF`
    expect(await ask(`/ws/geocoder/v1/?${withKey}`)).toMatchObject({ status: 200, said: status })
  })

  it('knows both spellings of its path and no other', async () => {
    const ask = await asker(startTencentLocationStandIn)
    expect((await ask('/ws/geocoder/v1?key=')).said).toBe(301)
    expect((await ask('/ws/geocoder/v2/?key=')).status).toBe(404)
  })
})

describe('the stand-in of HERE', () => {
  it.each([
    ['/v1/geocode?q=Berlin', 401], ['/v1/geocode?q=Berlin&apiKey=k&colour=red', 400], ['/v1/geocode?q=Berlin&apiKey=k&limit=0', 400], ['/v1/geocode?q=Berlin&apiKey=k&limit=101', 400],
    ['/v1/geocode?q=Berlin&apiKey=k&in=countryCode:de', 400], ['/v1/revgeocode?at=91,0&apiKey=k', 400], ['/v1/revgeocode?at=0;0&apiKey=k', 400], ['/v2/geocode?q=Berlin&apiKey=k', 404],
    ['/v1/geocode?q=Berlin&apiKey=k&in=countryCode:DEU,AUT', 200],
  ])('%s is %i', async (target, status) => {
    const ask = await asker(startHereStandIn)
    expect((await ask(target)).status).toBe(status)
  })
})
