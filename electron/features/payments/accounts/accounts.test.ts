import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { allCommands } from '@shared/contract'
import { permissionsOf } from '@shared/contract/permissions'
import { describe, expect, it } from 'vitest'
import { Fault } from '../../../platform/errors/fault'
import { readClientCertificate } from '../../../platform/keys/pkcs12'
import { callBy } from '../../apps/master-data.fixture'
import { accountFields, accountsDesk, certificatePem, pair, shippedDescription } from './accounts.fixture'

const apiV3Key = '0123456789abcdefghijklmnopqrstuv'
const admin = callBy('administrator')
const doer = { operatorId: admin.caller.operator.id, operatorName: '王芳', correlationId: 'c' }
const pkcs12 = resolve(import.meta.dirname, '../../../../test/fixtures/pkcs12')

async function faultOf(work: Promise<unknown>): Promise<Fault> {
  const caught: unknown = await work.catch((cause: unknown) => cause)
  if (caught instanceof Fault) return caught
  throw new Error('expected a Fault', { cause: caught })
}

type Desk = Awaited<ReturnType<typeof accountsDesk>>
const complete = async ({ accounts }: Desk) => {
  const { id } = await accounts.create(accountFields())
  await accounts.setSecret(id, 'privateKey', pair.privateKey)
  return accounts.setSecret(id, 'apiV3Key', apiV3Key)
}
const certificate = (serial: string, notBefore: string, notAfter: string) => ({
  kind: 'platformCertificate' as const,
  serial: serial.toUpperCase(),
  pem: certificatePem(serial, notBefore, notAfter),
  notBefore,
  notAfter,
})

describe('fields of an account', () => {
  it('are checked against what the kind says of itself, each at its path', async () => {
    const { accounts, told } = await accountsDesk()
    const wrong = accountFields({
      values: { mchid: '19', keyMode: 'x', baseUrl: 'https://evil.example.com', redirectUrl: 'http://hotel.example.com', apiV3Key, nothing: '1' },
      currencies: ['EUR', 'EUR', 'USD', 'XQX', 'CNY'],
      notifyUrl: 'https://pay.example.com/notify?a=1',
    })
    const { code, fields } = await faultOf(accounts.create(wrong))
    expect(code).toBe('bridge.invalidInput')
    expect(fields?.map(({ path, code: at }) => `${path} ${at}`)).toEqual([
      'values.mchid payments.fieldForm',
      'values.keyMode payments.choiceUnknown',
      'values.baseUrl payments.hostForeign',
      'values.redirectUrl payments.addressForm',
      'values.apiV3Key payments.isSecret',
      'values.nothing payments.fieldUnknown',
      'currencies.1 payments.currencyTwice',
      'currencies.2 payments.currencyNotOffered',
      'currencies.3 payments.currencyUnknown',
      'refundCurrency required',
      'notifyUrl payments.notifyForm',
    ])
    expect(JSON.stringify(fields)).not.toContain(apiV3Key)
    expect((await faultOf(accounts.create(accountFields({ refundCurrency: 'CNY' })))).fields).toEqual([
      { path: 'refundCurrency', code: 'payments.refundCurrencyLocal' },
    ])
    expect((await faultOf(accounts.create(accountFields({ kind: 'eleventh' })))).code).toBe('payments.unknownKind')
    expect(told.changes).toBe(0)
  })

  it('name each account once, and are not changed over each other', async () => {
    const { accounts } = await accountsDesk()
    const first = await accounts.create(accountFields())
    expect((await faultOf(accounts.create(accountFields({ name: ' 左岸店收款 ' })))).code).toBe('payments.accountNameTaken')
    await accounts.update({ id: first.id, rev: first.rev, fields: accountFields({ name: '新名' }) }, doer)
    const late = await faultOf(accounts.update({ id: first.id, rev: first.rev, fields: accountFields() }, { ...doer, operatorName: '李雷' }))
    expect(late).toMatchObject({ code: 'payments.accountChangedMeanwhile', params: { by: '王芳' } })
  })

  it('that say where money goes stand in the audit trail with both values, in the same transaction', async () => {
    const { accounts, audit } = await accountsDesk()
    const { id, rev } = await accounts.create(accountFields())
    const fields = accountFields({ notifyUrl: '', refundCurrency: 'JPY', values: { mchid: '1900000110', keyMode: 'certificate' } })
    await accounts.update({ id, rev, fields }, doer)
    await accounts.update({ id, rev: rev + 1, fields: { ...fields, name: '只改名' } }, doer)
    const { rows } = await audit.page({ limit: 10 })
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({
      action: 'payments.accounts.update',
      operatorName: '王芳',
      subject: id,
      details: {
        changes: {
          mchid: { before: '1900000109', after: '1900000110' },
          refundCurrency: { before: '', after: 'JPY' },
          notifyUrl: { before: 'https://pay.yunqi-hotel.example.com/notify', after: '' },
        },
      },
    })
  })
})

describe('an account with refunds under way', () => {
  it.each(['sending', 'unknown', 'processing', 'needsManual', 'review', 'queued'])('keeps its merchant and its host while one is %s', async (state) => {
    const { accounts, refund } = await accountsDesk()
    const { id, rev } = await accounts.create(accountFields())
    const end = refund(id, state)
    const change = (values: Record<string, string>) => accounts.update({ id, rev, fields: accountFields({ values }) }, doer)
    for (const values of [{ mchid: '1900000110' }, { mchid: '1900000109', baseUrl: 'https://api.tenth.example.com/v2' }])
      expect(await faultOf(change(values))).toMatchObject({ code: 'payments.accountRefundsOpen', params: { count: 1 } })
    // A key can be changed any time: answers are verified with it, nothing is looked up elsewhere.
    await accounts.update({ id, rev, fields: accountFields({ values: { mchid: '1900000109', keyMode: 'both' } }) }, doer)
    end()
    await accounts.update({ id, rev: rev + 1, fields: accountFields({ values: { mchid: '1900000110' } }) }, doer)
  })
})

describe('secrets of an account', () => {
  it('go in sealed and never come back; of a private key only the end of its fingerprint is told', async () => {
    const desk = await accountsDesk()
    const { accounts, databaseBytes, redactor } = desk
    const account = await complete(desk)
    expect(account.missing).toEqual(['clientCertificate'])
    expect(account.secrets.map(({ name, last4 }) => [name, last4])).toEqual([
      ['apiV3Key', 'stuv'],
      ['privateKey', expect.stringMatching(/^[0-9a-f]{4}$/u) as string],
    ])
    const body = pair.privateKey.split('\n').slice(3, 6)
    const bytes = await databaseBytes()
    for (const secret of [apiV3Key, ...body]) expect(bytes.includes(secret)).toBe(false)
    expect(JSON.stringify(await accounts.list(true))).not.toMatch(new RegExp(apiV3Key, 'u'))
    expect(redactor.text(`x ${apiV3Key} y`)).not.toContain(apiV3Key)
    await accounts.keys.add({ id: account.id, kind: 'publicKey', pem: pair.publicKey, serial: 'PUB_KEY_ID_0116000000002024' })
    const opened = await accounts.openIncomplete(account.id)
    expect(opened.secrets['apiV3Key']).toBe(apiV3Key)
    expect(opened.secrets['privateKey']).toContain('-----BEGIN PRIVATE KEY-----')
  })

  it('cannot be opened for another account, and a missing one is named', async () => {
    const desk = await accountsDesk()
    const account = await complete(desk)
    const other = await desk.accounts.create(accountFields({ name: '另一个' }))
    expect(await faultOf(desk.accounts.open(other.id))).toMatchObject({ code: 'payments.accountIncomplete', params: { missing: 'privateKey, apiV3Key' } })
    const { secrets } = await desk.repository.sealed(account.id)
    const moved = secrets.find(({ name }) => name === 'apiV3Key')
    await desk.repository.putSecret({ id: other.id, name: 'apiV3Key', secret: { sealed: moved?.sealed ?? '', last4: '' } })
    expect((await faultOf(desk.accounts.openIncomplete(other.id))).code).toBe('payments.secretUnreadable')
    // One that cannot be opened stops nobody from working: it is told when it is used.
    await desk.again().learnSecrets()
  })

  it.each([
    ['apiV3Key', `${apiV3Key}x`, 'payments.apiV3KeyLength'],
    ['apiV3Key', '•'.repeat(32), 'payments.apiV3KeyLength'],
    ['apiV3Key', '*'.repeat(32), 'payments.secretForm'],
    ['privateKey', apiV3Key, 'keys.privateKeyUnreadable'],
    ['privateKey', pair.publicKey, 'keys.privateKeyUnreadable'],
  ])('%s refuses what cannot be one (%#)', async (name, text, code) => {
    const { accounts } = await accountsDesk()
    const { id } = await accounts.create(accountFields())
    expect((await faultOf(accounts.setSecret(id, name, text))).fields?.[0]).toMatchObject({ path: 'secret', code })
  })

  it('are for the administrator; staff see accounts, an agent nothing', () => {
    const commands = [...allCommands()].filter(([name]) => /^payments\.(accounts|descriptions)\./u.test(name))
    const allowed = (role: keyof typeof permissionsOf) =>
      commands.filter(([, { access }]) => (permissionsOf[role] as readonly string[]).includes(access)).map(([name]) => name)
    expect(commands).toHaveLength(14)
    expect(allowed('administrator')).toHaveLength(14)
    for (const role of ['operations', 'finance', 'viewer'] as const) expect(allowed(role)).toEqual(['payments.accounts.list'])
    expect(allowed('agent')).toEqual([])
  })
})

describe('keys of an account', () => {
  it('rotate: new certificates are added, old ones stay until they end, ended ones go after a grace', async () => {
    const desk = await accountsDesk()
    const { accounts, upstream, clock } = desk
    const old = certificate('0a01', '2021-12-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z')
    const fresh = certificate('0a02', '2026-11-01T00:00:00.000Z', '2031-11-01T00:00:00.000Z')
    const { id } = await complete(desk)
    upstream.keys = [old]
    // The first call of an account that can verify nothing yet fetches by itself, once for all who wait.
    const opened = await Promise.all([accounts.open(id), accounts.open(id)])
    expect(opened.map(({ keys }) => keys.map(({ serial }) => serial))).toEqual([['0A01'], ['0A01']])
    expect(upstream.asked).toHaveLength(1)
    await accounts.keyUsed(id, '0A01')
    expect((await accounts.get(id)).keys[0]?.lastUsedAt).toBe(clock.instant())

    upstream.keys = [old, fresh]
    const refresh = async () => accounts.keys.refresh(await accounts.all(), 12 * 3_600_000, () => ({ correlationId: 'c' }))
    clock.advance(11 * 3_600_000)
    await refresh()
    expect(upstream.asked).toHaveLength(1)
    clock.advance(3_600_001)
    await refresh()
    expect((await accounts.get(id)).keys.map(({ serial, from }) => `${serial} ${from}`)).toEqual(['0A01 fetched', '0A02 fetched'])

    upstream.keys = [fresh]
    clock.advance(10 * 86_400_000)
    await refresh()
    expect((await accounts.get(id)).keys).toHaveLength(2)
    clock.advance(10 * 86_400_000)
    await refresh()
    expect((await accounts.get(id)).keys.map(({ serial }) => serial)).toEqual(['0A02'])

    // A message with a key that is not known makes us look, but not with every forged one.
    upstream.keys = [fresh, certificate('0a03', '2026-12-15T00:00:00.000Z', '2031-12-15T00:00:00.000Z')]
    clock.advance(6 * 60_000)
    const asked = upstream.asked.length
    for (let message = 0; message < 3; message += 1) await accounts.keys.lookForNew(id, { correlationId: 'c' })
    expect(upstream.asked).toHaveLength(asked + 1)
    expect((await accounts.get(id)).keys.map(({ serial }) => serial)).toEqual(['0A02', '0A03'])
  })

  it('of both modes stand side by side; the switch is over when the old one is no longer used', async () => {
    const desk = await accountsDesk()
    const { accounts, upstream, clock, todos } = desk
    const { id, rev } = await complete(desk)
    await accounts.keys.addClientCertificate(id, async () => readClientCertificate(await readFile(join(pkcs12, 'modern-aes.p12')), '1900000109'))
    upstream.keys = [certificate('0a01', '2026-01-01T00:00:00.000Z', '2031-01-01T00:00:00.000Z')]
    await accounts.keys.fetch(id, { correlationId: 'c' })
    const serial = 'PUB_KEY_ID_0116000000002024'
    await accounts.keys.add({ id, kind: 'publicKey', pem: pair.publicKey, serial })
    const kinds = async () => (await Promise.all(todos.map(({ load }) => load()))).flat().map(({ kind }) => kind)
    expect(await kinds()).toEqual([])
    await accounts.keyUsed(id, '0A01')
    clock.advance(8 * 86_400_000)
    await accounts.keyUsed(id, serial)
    expect(await kinds()).toEqual(['payments.oldKeyUnused'])

    // In pure public-key mode nothing is fetched any more, and the key must be there.
    await accounts.update({ id, rev, fields: accountFields({ values: { mchid: '1900000109', keyMode: 'publicKey' } }) }, doer)
    const asked = upstream.asked.length
    await accounts.keys.refresh(await accounts.all(), 0, () => ({ correlationId: 'c' }))
    expect(upstream.asked).toHaveLength(asked)
    const { keys } = await accounts.get(id)
    const gone = await accounts.keys.remove(id, keys.find(({ kind }) => kind === 'publicKey')?.id ?? '')
    expect(gone.missing).toEqual(['publicKey'])
    expect(await kinds()).toEqual(['payments.accountIncomplete'])
  })

  it('that end are told 30 days before, louder from seven on', async () => {
    const desk = await accountsDesk()
    const { accounts, clock, todos } = desk
    const { id } = await complete(desk)
    const pem = certificatePem('0b01', '2026-01-01T00:00:00.000Z', '2027-01-20T00:00:00.000Z')
    await accounts.keys.add({ id, kind: 'platformCertificate', pem, serial: '' })
    const tones = async () => (await todos[1]?.load())?.map(({ tone }) => tone)
    expect(await tones()).toEqual([])
    for (const [days, tone] of [[24, 'info'], [23, 'attention'], [7, 'failed']] as const) {
      clock.advance(days * 86_400_000)
      expect(await tones()).toEqual([tone])
    }
    expect((await faultOf(accounts.keys.add({ id, kind: 'platformCertificate', pem, serial: '' }))).fields?.[0]?.code).toBe('payments.certificateEnded')
    const wrong = await faultOf(accounts.keys.add({ id, kind: 'publicKey', pem, serial: 'PUB_KEY_ID_0116000000002024' }))
    expect(wrong.fields?.[0]).toMatchObject({ path: 'pem', code: 'keys.publicKeyUnreadable' })
  })

  it.each(['legacy-rc2.p12', 'legacy-3des.p12', 'modern-aes.p12'])('%s becomes a client certificate; its private key is sealed', async (name) => {
    const desk = await accountsDesk()
    const { accounts, commands, handIn, databaseBytes } = desk
    const { id } = await complete(desk)
    const fileId = handIn(join(pkcs12, name))
    const wrong = await faultOf(commands['accounts.addClientCertificate']({ id, fileId, password: 'no' }, admin))
    expect(wrong.fields?.[0]).toMatchObject({ path: 'password', code: 'keys.wrongPassword' })
    const account = await commands['accounts.addClientCertificate']({ id, fileId, password: '1900000109' }, admin)
    expect(account.missing).toEqual([])
    expect(account.keys).toMatchObject([{ kind: 'clientCertificate', from: 'given', notAfter: '2126-11-04T11:21:16.000Z' }])
    const opened = await accounts.openIncomplete(id)
    const key = opened.keys[0]?.privateKeyPem ?? ''
    expect(key).toContain('-----BEGIN PRIVATE KEY-----')
    const bytes = await databaseBytes()
    for (const line of key.split('\n').slice(2, 5)) expect(bytes.includes(line)).toBe(false)
  })
})

describe('descriptions', () => {
  it('are versions that stay; without one the shipped form applies again', async () => {
    const desk = await accountsDesk()
    const { accounts, commands } = desk
    const { id } = await complete(desk)
    expect((await accounts.get(id)).descriptionVersion).toBe(0)
    const changed = structuredClone(shippedDescription)
    const query = changed.calls['query']
    if (query) query.path = '/v2/query'
    const saved = await commands['descriptions.save']({ id, version: 0, description: changed, note: '客服邮件' }, admin)
    expect(saved.descriptionVersion).toBe(1)
    expect((await accounts.openIncomplete(id)).description?.calls['query']?.path).toBe('/v2/query')
    expect((await faultOf(commands['descriptions.save']({ id, version: 0, description: changed, note: 'x' }, admin))).code).toBe('payments.accountChangedMeanwhile')
    const back = await commands['descriptions.save']({ id, version: 1, note: '恢复' }, admin)
    expect(back.descriptionVersion).toBe(0)
    const { current, shipped, history } = await commands['descriptions.get']({ id }, admin)
    expect(current).toEqual(shipped)
    expect(history.map(({ version, note, by }) => [version, note, by])).toEqual([
      [2, '恢复', '王芳'],
      [1, '客服邮件', '王芳'],
    ])
  })
})

it('转为正式 takes fields and descriptions along, never secrets or keys', async () => {
  const from = await accountsDesk()
  const account = await complete(from)
  await from.accounts.keys.add({ id: account.id, kind: 'publicKey', pem: pair.publicKey, serial: 'PUB_KEY_ID_0116000000002024' })
  await from.commands['descriptions.save']({ id: account.id, version: 0, description: shippedDescription, note: 'x' }, admin)
  const old = await from.accounts.create(accountFields({ name: '旧的' }))
  await from.accounts.archive(old.id, true, doer)
  const to = await accountsDesk()
  const { ids, made } = await to.accounts.adopt(await from.accounts.transferable(), new Map(), '从练习带来')
  expect(made).toBe(1)
  const copy = await to.accounts.get(ids.get(account.id) ?? '')
  expect(copy).toMatchObject({ name: '左岸店收款', secrets: [], keys: [], descriptionVersion: 1 })
  expect((await to.accounts.adopt(await from.accounts.transferable(), new Map(), 'x')).made).toBe(0)
})
