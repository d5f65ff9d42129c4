import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { hotelApp, type Json, type Kit, officialAccount, otherApp, startKit } from './test-kit'
import type { WechatSandboxOptions } from './types'

const root = '/cityservice/face/identify'
const openid = 'oRrdQt6K0uXh1r2oFlzq9wyz4567'
const cert = { cert_type: 'IDENTITY_CARD', cert_name: '张三', cert_no: '11010519491231002X' }
/** `cert_hash` of the card, as computed from the published description by hand. */
const certHash = createHash('sha256').update('cert_type=SURFTlRJVFlfQ0FSRA==&cert_name=5byg5LiJ&cert_no=MTEwMTA1MTk0OTEyMzEwMDJY').digest('hex')

let kit: Kit | undefined
afterEach(async () => kit?.sandbox.close())
const begin = async (options: Partial<WechatSandboxOptions> = {}) => (kit = await startKit(options))
const verifyId = (at: Kit, changes: Json = {}, app = hotelApp) => at.api(`${root}/getverifyid`, { out_seq_no: 'serial-1', openid, cert_info: cert, ...changes }, app)
const codeOf = async (answer: Promise<Json>) => (await answer).errcode
const finish = (at: Kit, credential: unknown, outcome: 'passed' | 'otherPerson' = 'passed') =>
  at.sandbox.finishFace({ appId: hotelApp.appId, originalId: 'gh_1', credential: String(credential), outcome })

describe('v2', () => {
  it('hands out a credential for an hour, and tells the end to who knows all of it', async () => {
    const at = await begin()
    const { verify_id, expires_in, errcode } = await verifyId(at)
    expect([errcode, expires_in, String(verify_id).length <= 256]).toEqual([0, 3600, true])
    const ask = (changes: Json = {}) => at.api(`${root}/queryverifyinfo`, { verify_id, out_seq_no: 'serial-1', openid, cert_hash: certHash, ...changes })
    expect(await codeOf(ask())).toBe(84001)
    finish(at, verify_id)
    expect(await ask()).toEqual({ errcode: 0, errmsg: 'ok', verify_ret: 10_000 })
    for (const wrong of [{ cert_hash: certHash.toUpperCase() }, { openid: `${openid.slice(0, 27)}x` }, { out_seq_no: 'serial-2' }]) expect(await codeOf(ask(wrong))).toBe(84001)
    expect(await codeOf(ask({ verify_id: 'none' }))).toBe(84003)
    expect(() => finish(at, verify_id)).toThrow()
    at.clock.advance(3_600_000)
    expect(await codeOf(ask())).toBe(84002)
  })

  it('refuses what the page does not allow', async () => {
    const at = await begin()
    expect(await codeOf(verifyId(at))).toBe(0)
    expect(await codeOf(verifyId(at))).toBe(40097)
    expect(await codeOf(verifyId(at, {}, otherApp))).toBe(40003)
    const wrong: [Json, number][] = [
      [{ out_seq_no: 'abcd' }, 40097],
      [{ out_seq_no: 'serial 2' }, 40097],
      [{ openid: 'short' }, 40003],
      [{ cert_info: { ...cert, cert_type: 'PASSPORT' } }, 40097],
      [{ cert_info: { ...cert, cert_no: '' } }, 84006],
      [{ cert_info: { ...cert, cert_no: '110105194912310021' } }, 40097],
      [{ cert_info: { ...cert, cert_no: '11010519491231002x' } }, 40097],
    ]
    for (const [changes, errcode] of wrong) expect([changes, await codeOf(verifyId(at, { out_seq_no: 'serial-9', ...changes }))]).toEqual([changes, errcode])
    expect(await codeOf(verifyId(at, {}, officialAccount))).toBe(48001)
  })
})

describe('v1', () => {
  it('answers with the digests of the documented form, and pushes what it was given a serial number for', async () => {
    const at = await begin()
    const { user_id_key } = await at.api(`${root}/getuseridkey`, { name: '张三', id_card_number: cert.cert_no, out_seq_no: 'serial-1' })
    const { verifyResult, push } = finish(at, user_id_key, 'otherPerson')
    expect(push).toContain('<Event><![CDATA[face_identify]]></Event>')
    expect(push).toContain(`<verify_result><![CDATA[${verifyResult}]]></verify_result>`)
    const ask = (verify_result: string) => at.api(`${root}/getinfo`, { verify_result })
    expect(await ask(verifyResult)).toMatchObject({
      errcode: 0,
      identify_ret: 10_003,
      user_id_key,
      id_card_number_md5: 'ae05564031c21338aa8a2e7266e7855c',
      name_utf8_md5: '615db57aa314529aaa0fbe95b3e95bd3',
    })
    expect(await codeOf(ask(verifyResult.slice(1)))).toBe(84001)
    at.clock.advance(3_600_000)
    expect(await codeOf(ask(verifyResult))).toBe(84002)
    const quiet = await at.api(`${root}/getuseridkey`, { name: '张三', id_card_number: cert.cert_no })
    expect(finish(at, quiet.user_id_key).push).toBe('')
    expect(await codeOf(at.api(`${root}/getuseridkey`, { verify_result: 'x' }))).toBe(84006)
  })

  it('ends on the day that it is told', async () => {
    const at = await begin({ limits: { faceV1EndsAt: '2026-11-22T04:00:01.000Z' } })
    const start = () => codeOf(at.api(`${root}/getuseridkey`, { name: '张三', id_card_number: cert.cert_no }))
    expect(await start()).toBe(0)
    at.clock.advance(1_000)
    expect(await start()).toBe(48001)
    expect(await codeOf(verifyId(at))).toBe(0)
  })
})

it('what is written to the disk holds neither the person nor a digest of them', async () => {
  const at = await begin()
  await verifyId(at)
  await verifyId(at)
  const snapshot = at.sandbox.snapshot()
  expect(snapshot).toContain(`${root}/getverifyid`)
  for (const value of ['张三', cert.cert_no, openid, certHash, 'ae05564031c21338aa8a2e7266e7855c']) expect(snapshot).not.toContain(value)
})
