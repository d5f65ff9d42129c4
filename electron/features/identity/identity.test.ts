import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { placesOf } from '../../../test/support/search-bytes'
import { certHash, personDigests } from './digests'
import { identityDesk, openid, person } from './identity.fixture'

const states = (record: { conditions: { key: string; state: string }[] }) => record.conditions.filter(({ state }) => state !== 'held').map(({ key, state }) => `${key} ${state}`)
const minute = 60_000

describe('digests', () => {
  it('are those of the published examples', () => {
    expect(personDigests('张三', '11010519491231002x')).toMatchObject({
      numberMd5: 'ae05564031c21338aa8a2e7266e7855c',
      numberMd5SmallX: '84488d6c78590d326627f5ecf902d3f9',
      nameMd5: '615db57aa314529aaa0fbe95b3e95bd3',
    })
    expect(certHash('张三', '310101199801011234')).toBe('3c241f7ff324977aeb91f173bb2a7b06569e6fd784d5573db34a636d8671108b')
  })
})

describe('a verification with v2', () => {
  it('is started, finished, and counts once', async () => {
    const desk = await identityDesk()
    const { record, credential, expiresAt } = await desk.start({ number: person.number.toLowerCase() })
    expect(record).toMatchObject({ verdict: 'pending', numberMasked: '654*************7X', nameMasked: '慕容**', interface: 'v2', credentialUntil: expiresAt })
    expect(credential.length).toBeGreaterThan(20)
    // Not finished yet: an answer, but none that verifies; it can be asked again.
    expect((await desk.call('check', { id: record.id })).codes).toMatchObject([{ field: 'errcode', code: '84001' }])
    await desk.call('practice.finish', { id: record.id, outcome: 'passed' })
    const checked = await desk.call('check', { id: record.id })
    expect([checked.verdict, states(checked)]).toEqual(['verified', []])
    expect(checked.credentialUntil).toBeUndefined()
    expect((await desk.refused('check', { id: record.id })).code).toBe('identity.alreadyCounted')
    expect((await desk.refused('practice.finish', { id: record.id, outcome: 'passed' })).code).toBe('identity.alreadyCounted')
    // The call log tells what WeChat said, not what it was asked.
    await desk.calls.flush()
    const { rows } = await desk.calls.list({ limit: 10 })
    expect(rows.map(({ upstreamCode }) => upstreamCode)).toContain('84001')
  })

  it('asked for by two windows at once counts for one of them', async () => {
    const desk = await identityDesk()
    const { record } = await desk.start()
    await desk.call('practice.finish', { id: record.id, outcome: 'passed' })
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => desk.call('check', { id: record.id })))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const one of outcomes) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'identity.alreadyCounted' })
  })

  it('is not verified by an answer that does not say how the call went, or says the result crookedly', async () => {
    const desk = await identityDesk()
    const { record } = await desk.start()
    let said = ''
    const answers = createServer((request, response) => {
      if (request.url?.startsWith('/cgi-bin')) return void response.end(JSON.stringify({ access_token: 'other-token-0123456789', expires_in: 7200 }))
      request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(said))
    })
    await new Promise<void>((resolve) => answers.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => new Promise((resolve) => answers.close(() => resolve(undefined))))
    desk.at(`http://127.0.0.1:${(answers.address() as AddressInfo).port}`)
    const crooked = ['{"verify_ret":10000}', '{}', '{"errcode":0,"verify_ret":"010000"}', '{"errcode":0,"verify_ret":1}', '{"errcode":84001,"verify_ret":10000}', '{"errcode":0,"verify_ret":10000,"openid":"oSomebodyElse"}']
    for (said of crooked) expect((await desk.call('check', { id: record.id })).verdict).not.toBe('verified')
    said = '{"errcode":0,"errmsg":"ok","verify_ret":10000}'
    expect((await desk.call('check', { id: record.id })).verdict).toBe('verified')
  })

  it('that ended otherwise is not verified, although errcode is 0', async () => {
    const desk = await identityDesk()
    const ends = { otherPerson: '10003', cancelled: '90002', timeout: '90017', unsupported: '90001' } as const
    for (const [outcome, code] of Object.entries(ends) as [keyof typeof ends, string][]) {
      const { record } = await desk.start()
      await desk.call('practice.finish', { id: record.id, outcome })
      const checked = await desk.call('check', { id: record.id })
      expect([checked.verdict, checked.codes.map((one) => one.code), states(checked)]).toEqual(['notVerified', ['0', code], ['personVerified broken']])
    }
  })

  it('is refused before anything is sent', async () => {
    const desk = await identityDesk()
    const fields = async (changes: Parameters<typeof desk.startInput>[0]) => (await desk.refused('start', desk.startInput(changes))).fields?.map(({ path, code }) => `${path} ${code}`)
    expect(await fields({ number: '110105491231002' })).toEqual(['number identity.number.firstGeneration'])
    expect(await fields({ number: 'H12345678' })).toEqual(['number identity.number.characters'])
    expect(await fields({ number: '654321200903172641' })).toEqual(['number identity.number.check'])
    expect(await fields({ name: person.number.slice(0, 17) })).toEqual(['name identity.nameHoldsDigits'])
    expect(await fields({ openid: '' })).toEqual(['openid required'])
    expect(await fields({ outSeqNo: 'ab' })).toEqual(['outSeqNo identity.serialForm'])
    expect(await fields({ outSeqNo: person.number })).toEqual(['outSeqNo identity.holdsNumber'])
    // Without its check character, with something between, and as it was with 15 digits.
    for (const hidden of [`${person.number.slice(0, 17)}a`, '654321-2009_0317_727', '654321090317727'])
      expect(await fields({ outSeqNo: hidden })).toEqual(['outSeqNo identity.holdsNumber'])
    for (const hidden of ['654321.2009.0317.727x', '６５４３２１２００９０３１７７２７Ｘ', '654321/2009/0317/727'])
      expect(await fields({ consent: { ...desk.consent, purpose: hidden } })).toEqual(['consent.purpose identity.holdsNumber'])
    for (const hidden of ['慕 容 雪 见', '慕容\u200b雪见', '慕容·雪见'])
      expect(await fields({ consent: { ...desk.consent, purpose: hidden } })).toEqual(['consent.purpose identity.holdsName'])
    expect(await fields({ consent: { ...desk.consent, purpose: `核实 ${person.number.toLowerCase()}` } })).toEqual(['consent.purpose identity.holdsNumber'])
    expect(await fields({ consent: { ...desk.consent, purpose: `给${person.name}登记` } })).toEqual(['consent.purpose identity.holdsName'])
    expect((await desk.refused('start', desk.startInput({ consent: { ...desk.consent, textVersion: 2 } }))).code).toBe('identity.consentOutdated')
    await expect(desk.call('start', { ...desk.startInput(), consent: { ...desk.consent, agreed: false as never } })).rejects.toThrow()
    expect(desk.sandbox.state().calls).toEqual({})
  })

  it('of which the answer is lost is asked anew with another serial number; nothing is kept of the first', async () => {
    const desk = await identityDesk()
    const path = '/cityservice/face/identify/getverifyid'
    desk.sandbox.setFault({ kind: 'dropAfterActing', path, times: 1 })
    const { record } = await desk.start()
    expect(desk.sandbox.state().calls[path]).toBe(2)
    expect((await desk.call('records.list', {})).rows.map(({ id }) => id)).toEqual([record.id])
    desk.sandbox.setFault({ kind: 'dropAfterActing', path })
    expect(await desk.refused('start', desk.startInput())).toMatchObject({ code: 'identity.credentialLost', retry: 'safe' })
    expect(await desk.refused('start', desk.startInput({ outSeqNo: 'own-00001' }))).toMatchObject({ code: 'identity.credentialLost' })
    desk.sandbox.clearFaults()
    expect((await desk.refused('start', desk.startInput({ openid: 'oOfAnotherMiniProgram' }))).code).toBe('identity.openidRefused')
    // The serial number is taken, as nobody could know.
    expect((await desk.refused('start', desk.startInput({ outSeqNo: 'own-00001' }))).code).toBe('wechat.argumentRefused')
  })
})

describe('a verification with v1', () => {
  it('is judged by the digests of WeChat’s answer, through the push that it sends', async () => {
    const desk = await identityDesk()
    const { record } = await desk.start({ interface: 'v1', outSeqNo: 'hotel_0001' })
    expect((await desk.refused('check', { id: record.id })).fields).toEqual([{ path: 'verifyResult', code: 'required' }])
    const { verifyResult, push } = await desk.call('practice.finish', { id: record.id, outcome: 'passed' })
    const told = await desk.call('decodePush', { text: push })
    expect(told).toMatchObject({ form: 'xml', encrypted: false, recordId: record.id, verifyResult })
    const checked = await desk.call('check', { id: record.id, verifyResult })
    expect([checked.verdict, states(checked)]).toEqual(['verified', []])
    expect(told.fields.find(({ name }) => name === 'openid')).toEqual({ name: 'openid', value: openid, known: true })
  })

  it('is judged from a pasted answer too; the same answer counts once', async () => {
    const desk = await identityDesk()
    const user = openid
    const issuedAt = desk.clock.instant()
    const md5 = (text: string) => createHash('md5').update(text).digest('hex')
    const seconds = Date.parse(issuedAt) / 1000 + 60
    const answer = JSON.stringify({ errcode: 0, errmsg: 'ok', identify_ret: 0, identify_time: seconds, finish_time: seconds, openid: user, user_id_key: 'key-1', id_card_number_md5: md5(person.number), name_utf8_md5: md5(person.name) })
    desk.clock.advance(2 * minute)
    const judge = (changes: object = {}, expected: object = {}) =>
      desk.call('judge', { interface: 'v1', answer, ...person, expected: { openid: user, userIdKey: 'key-1', issuedAt, ...expected }, consent: desk.consent, ...changes })
    // Only told, and told again: it verifies nobody.
    for (let time = 0; time < 2; time += 1) expect(states(await judge({ keep: false }))).toEqual(['notUsedBefore unknown'])
    const first = await judge({ answer: answer.replace('"identify_time"', '"x":1 "identify_time"') })
    expect([first.verdict, first.notices, first.record?.origin]).toEqual(['verified', [{ code: 'missingComma', params: {} }], 'pasted'])
    // The same answer again, and without its key: recognised by itself.
    const again = await judge()
    expect([again.verdict, states({ conditions: again.conditions })]).toEqual(['notVerified', ['notUsedBefore broken']])
    const bare = await judge({ answer: answer.replace('"key-1"', '""'), keep: false }, { userIdKey: '' })
    expect(states(bare)).toEqual(['requestMatches unknown', 'notUsedBefore broken'])
    const small = await judge({ answer: answer.replace(md5(person.number), md5(person.number.toLowerCase())), keep: false })
    expect(small.conditions.find(({ key }) => key === 'numberMatches')?.reason.code).toBe('digestSmallX')
  })

  it('that counted is known again as a pasted answer, without its key, also years after everything about it was erased', async () => {
    const desk = await identityDesk()
    const { record } = await desk.start({ interface: 'v1', outSeqNo: 'hotel_0001' })
    const { verifyResult } = await desk.call('practice.finish', { id: record.id, outcome: 'passed' })
    const issuedAt = desk.clock.instant()
    const seconds = Date.parse(issuedAt) / 1000
    expect((await desk.call('check', { id: record.id, verifyResult })).verdict).toBe('verified')
    expect((await desk.call('records.get', { id: record.id })).stored.at(-1)).toEqual({ field: 'resultMark', form: 'digest', value: '•••' })
    const md5 = (text: string) => createHash('md5').update(text).digest('hex')
    const paste = async (changes: object, expected: object = {}) => {
      const answer = JSON.stringify({ errcode: 0, identify_ret: 0, identify_time: seconds, finish_time: seconds, openid, out_seq_no: 'hotel_0001', id_card_number_md5: md5(person.number), name_utf8_md5: md5(person.name), ...changes })
      return states(await desk.call('judge', { interface: 'v1', answer, ...person, expected: { openid, outSeqNo: 'hotel_0001', issuedAt, ...expected }, consent: desk.consent }))
    }
    const used = ['notUsedBefore broken']
    expect(await paste({})).toEqual(used)
    // Another time in the answer is still the same request; another key beside it too; another number still the same answer.
    expect(await paste({ finish_time: seconds + 1 }, { userIdKey: 'made-up' })).toEqual(used)
    expect(await paste({ out_seq_no: 'hotel_0002' }, { outSeqNo: 'hotel_0002' })).toEqual(used)
    desk.clock.advance(400 * 1440 * minute)
    await desk.room.start()
    expect((await desk.call('records.get', { id: record.id })).record.erasedAt).toBe(desk.clock.instant())
    expect(await paste({})).toEqual(used)
  })

  it('is told that it ends only where it is used', async () => {
    const desk = await identityDesk()
    const load = async () => (await Promise.all(desk.room.todos().map((source) => source.load()))).flat().map(({ kind, title }) => [kind, title.params])
    expect(await load()).toEqual([])
    await desk.start({ interface: 'v1', openid: '' })
    expect(await load()).toEqual([['identity.v1Ends', { day: '2026-06-30' }]])
    await desk.settings.setLimit({ key: 'faceV1EndsOn', value: 20270630, source: '站内信', asOf: '2026-11-28' }, '王芳')
    expect(await load()).toEqual([])
  })
})

describe('a pushed message', () => {
  const json = JSON.stringify({ ToUserName: 'gh_unknown', FromUserName: 'oA', CreateTime: 1703657835, MsgType: 'event', Event: 'face_identify', openid: 'oA', out_seq_no: 'none-0001', verify_result: 'vr', more: 1 })

  it('is read encrypted, with the key of the mini program it is for', async () => {
    const desk = await identityDesk()
    const key = randomBytes(32)
    const message = Buffer.from(json)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(message.length)
    const packed = Buffer.concat([randomBytes(16), length, message, Buffer.from(desk.app.appId)])
    const padding = 32 - (packed.length % 32)
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
    const encrypted = Buffer.concat([cipher.update(Buffer.concat([packed, Buffer.alloc(padding, padding)])), cipher.final()]).toString('base64')
    const text = `<xml><ToUserName><![CDATA[gh]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`
    const encodingAesKey = key.toString('base64').slice(0, 43)
    const read = await desk.call('decodePush', { text, encodingAesKey })
    expect(read).toMatchObject({ form: 'json', encrypted: true, createdAt: '2023-12-27T06:17:15.000Z', verifyResult: 'vr' })
    expect(read.fields.find(({ name }) => name === 'more')?.known).toBe(false)
    expect(read.problems.map(({ code }) => code)).toEqual(['otherReceiver', 'noRecord'])
    expect((await desk.refused('decodePush', { text })).fields).toEqual([{ path: 'encodingAesKey', code: 'required' }])
    for (const [wrong, code] of [[randomBytes(32).toString('base64').slice(0, 43), 'wrongKey'], ['short', 'keyForm']] as const)
      expect((await desk.refused('decodePush', { text, encodingAesKey: wrong })).fields?.[0]?.code).toBe(`identity.push.${code}`)
  })

  it('of another kind, or hostile, is not taken for one', async () => {
    const desk = await identityDesk()
    const code = async (text: string) => (await desk.refused('decodePush', { text })).fields?.[0]
    expect(await code('<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><a>&x;</a></xml>')).toMatchObject({ code: 'identity.push.xml', params: { problem: 'doctype' } })
    expect(await code('hello')).toMatchObject({ code: 'identity.push.form' })
    expect(await code('{"a":')).toMatchObject({ code: 'identity.push.json' })
    const other = await desk.call('decodePush', { text: '<xml><MsgType>text</MsgType><Content>hi</Content></xml>' })
    expect(other.problems.map(({ code: problem }) => problem)).toEqual(['otherEvent', 'fieldMissing', 'fieldMissing', 'fieldMissing'])
  })
})

describe('what is kept', () => {
  it('is found by the number, told field by field, exported masked, and erased without a trace in file and log', async () => {
    const desk = await identityDesk()
    const ids: string[] = []
    for (let index = 0; index < 60; index += 1) ids.push((await desk.start({ outSeqNo: `${index === 59 ? 'stays' : 'erase-00'}${index}`, name: index % 2 ? '诸葛清雅' : person.name })).record.id)
    const found = await desk.call('records.find', { number: ` ${person.number.toLowerCase()}` })
    expect(found).toHaveLength(60)
    const { stored } = await desk.call('records.get', { id: ids[0] ?? '' })
    expect(stored.map(({ field, form }) => `${field} ${form}`)).toEqual(['name masked', 'number masked', 'openid masked', 'outSeqNo plain', 'purpose plain', 'numberDigest digest', 'credentialDigest digest', 'request sealed'])
    const { jobId } = await desk.call('records.export', { format: 'csv' })
    await expect.poll(async () => (await desk.jobRows.get(jobId))?.state).toBe('done')
    const csv = readFileSync(join(desk.folder, `${jobId}.csv`), 'utf8')
    expect(csv).toContain('654*************7X')
    expect(csv.split('\n').length).toBeGreaterThan(60)
    const kept = await desk.call('records.list', { limit: 1 })
    expect((await desk.call('records.erase', { ids: ids.slice(0, 59), why: '当事人要求' })).erased).toBe(59)
    const files = { serial: 'erase-00', masked: '诸葛**' }
    rmCsv(desk.folder, jobId)
    // The last one stays whole; of the others nothing is in the database or its log any more.
    expect((await desk.call('records.get', { id: ids[59] ?? '' })).record).toEqual(kept.rows[0])
    expect(placesOf({ serial: files.serial }, desk.folder)).toEqual([])
    expect((await desk.call('records.erase', { number: person.number, why: '当事人要求' })).erased).toBe(1)
    expect(placesOf({ ...files, number: '654*************7X' }, desk.folder)).toEqual([])
    const [gone] = (await desk.call('records.list', { limit: 1 })).rows
    expect(gone).toMatchObject({ nameMasked: '', outSeqNo: '', erasedAt: desk.clock.instant() })
    expect((await desk.refused('check', { id: gone?.id ?? '' })).code).toBe('identity.erased')
    expect((await desk.call('retention.get', {})).purges).toMatchObject([{ erased: 1, by: '王芳', why: '当事人要求' }, { erased: 59 }])
    expect((await desk.refused('records.erase', { ids: [gone?.id ?? ''], why: `号码 ${person.number}` })).fields?.[0]?.code).toBe('identity.holdsNumber')
    expect((await desk.refused('records.erase', { number: person.number, why: `尾号不详 ${person.number.slice(0, 17)}` })).fields?.[0]?.code).toBe('identity.holdsNumber')
  })

  it('ends by itself after its days, and at once when they are made fewer; a stricter mask is laid over it', async () => {
    const desk = await identityDesk()
    const { record } = await desk.start()
    desk.clock.advance(10 * 1440 * minute)
    const later = await desk.start()
    expect(await desk.call('retention.set', { days: 15, mask: '1+1' })).toEqual({ erased: 0 })
    expect((await desk.call('records.get', { id: record.id })).record).toMatchObject({ numberMasked: '6****************X', eraseAt: '2026-12-13T06:00:00.000Z' })
    expect(placesOf({ number: '654*************7X' }, desk.folder)).toEqual([])
    expect(await desk.call('retention.set', { days: 9, mask: '1+1' })).toEqual({ erased: 1 })
    desk.clock.advance(9 * 1440 * minute)
    await desk.room.start()
    expect((await desk.call('records.get', { id: later.record.id })).record.erasedAt).toBe(desk.clock.instant())
    expect((await desk.call('retention.get', {})).purges.map(({ why }) => why)).toEqual(['保留期已到', '缩短了保留期'])
  })

  it('that cannot be erased when it is due is told to a person until it can', async () => {
    const desk = await identityDesk()
    const load = async () => (await Promise.all(desk.room.todos().map((source) => source.load()))).flat().map(({ kind }) => kind)
    await desk.store.close()
    await desk.room.start()
    expect(desk.reported).toEqual(['identity.purge'])
    expect(await desk.room.todos()[1]?.load()).toMatchObject([{ kind: 'identity.purgeFailed', tone: 'failed' }])
    await expect(load()).rejects.toThrow()
  })

  it('is agreed to in the words that are in force', async () => {
    const desk = await identityDesk()
    expect((await desk.call('retention.get', {})).consent).toMatchObject({ version: 1 })
    const saved = await desk.call('consent.save', { text: '我们只为办理入住核实您的身份，不保存证件号码和照片。' })
    expect(saved.version).toBe(2)
    expect((await desk.refused('start', desk.startInput())).params).toEqual({ version: 1, current: 2 })
    await desk.start({ consent: { ...desk.consent, textVersion: 2 } })
  })
})

describe('words that come back', () => {
  it('never repeat what was sent, whoever says them', async () => {
    const desk = await identityDesk()
    const path = '/cityservice/face/identify/getverifyid'
    const told = (fault: unknown) => JSON.stringify(fault, Object.getOwnPropertyNames(fault))
    desk.sandbox.setFault({ kind: 'errcode', errcode: 99_999, errmsg: `${person.name} ${person.number}`, path, times: 1 })
    const refusal = await desk.refused('start', desk.startInput())
    expect(refusal).toMatchObject({ code: 'identity.wechatRefused', params: { call: 'getverifyid', code: 99_999 } })
    desk.sandbox.setFault({ kind: 'errcode', errcode: 48_001, errmsg: person.name, path, times: 1 })
    const rights = await desk.refused('start', desk.startInput())
    expect(rights.code).toBe('wechat.interfaceNotGranted')
    // A gateway that answers with what it was sent.
    const echo = createServer((request, response) => {
      if (request.url?.startsWith('/cgi-bin')) return void response.end(JSON.stringify({ access_token: 'echo-token-0123456789', expires_in: 7200 }))
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => response.writeHead(502, { 'content-type': 'text/plain' }).end(Buffer.concat(chunks)))
    })
    await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => new Promise((resolve) => echo.close(() => resolve(undefined))))
    desk.at(`http://127.0.0.1:${(echo.address() as AddressInfo).port}`)
    const gateway = await desk.refused('start', desk.startInput())
    expect(gateway.code).toBe('identity.credentialLost')
    for (const fault of [refusal, rights, gateway]) for (const value of Object.values(person)) expect(told(fault)).not.toContain(value)
    await desk.calls.flush()
    await desk.store.checkpoint()
    expect(placesOf({ ...person, openid }, desk.folder)).toEqual([])
  })
})

/** The export is a file of its own; the search is for what the database keeps. */
function rmCsv(folder: string, jobId: string): void {
  rmSync(join(folder, `${jobId}.csv`))
}
