import type { CommandOutput } from '@shared/contract'
import { parseFlatXml } from '@shared/domain/xml-flat'
import { Fault } from '../../platform/errors/fault'
import type { IdentityDesk } from './parts'
import { decipherPush } from './push-decipher'

type Pushed = CommandOutput<'identity.decodePush'>
type Problem = Pushed['problems'][number]
type Fields = ReadonlyMap<string, string>

/** Fields of `face_identify` (seed catalogue A23-6) and those of every pushed message. */
const known = new Set(['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'Event', 'openid', 'out_seq_no', 'verify_result', 'Encrypt'])
const problem = (code: string, params: Problem['params'] = {}): Problem => ({ code, params })
const unreadable = (code: string, params: Problem['params'] = {}) =>
  new Fault('bridge.invalidInput', { fields: [{ path: 'text', code: `identity.push.${code}`, params }] })

/**
 * Reads a message that WeChat pushed. It is a hint, never a result: what counts is the question that follows.
 * @throws Fault `bridge.invalidInput` where it is neither XML nor JSON, hostile, or cannot be deciphered
 */
export async function decodePush(desk: IdentityDesk, input: { text: string; encodingAesKey: string }): Promise<Pushed> {
  const outer = readMessage(input.text)
  const encrypted = outer.fields.get('Encrypt')
  const opened = encrypted === undefined || encrypted === '' ? undefined : decipher(encrypted, input.encodingAesKey)
  const inner = opened ? readMessage(opened.text) : outer
  const { fields } = inner
  const problems = await problemsOf(desk, fields, opened?.appId)
  const seconds = fields.get('CreateTime') ?? ''
  const recordId = await recordOf(desk, fields)
  const outSeqNo = fields.get('out_seq_no') ?? ''
  if (outSeqNo !== '' && recordId === undefined) problems.push(problem('noRecord'))
  return {
    form: inner.form,
    encrypted: opened !== undefined,
    fields: [...fields].map(([name, value]) => ({ name, value, known: known.has(name) })),
    ...(/^\d{9,10}$/u.test(seconds) ? { createdAt: new Date(Number(seconds) * 1000).toISOString() } : {}),
    problems,
    ...(recordId === undefined ? {} : { recordId }),
    verifyResult: fields.get('verify_result') ?? '',
  }
}

function decipher(encrypted: string, encodingAesKey: string): { text: string; appId: string } {
  if (encodingAesKey.trim() === '') throw new Fault('bridge.invalidInput', { fields: [{ path: 'encodingAesKey', code: 'required' }] })
  const opened = decipherPush(encrypted, encodingAesKey.trim())
  if (opened.ok) return opened
  throw new Fault('bridge.invalidInput', { fields: [{ path: 'encodingAesKey', code: `identity.push.${opened.problem}` }] })
}

function readMessage(text: string): { form: Pushed['form']; fields: Fields } {
  const trimmed = text.trim()
  if (trimmed.startsWith('{')) return { form: 'json', fields: jsonFields(trimmed) }
  if (!trimmed.startsWith('<') && !trimmed.startsWith('\uFEFF<')) throw unreadable('form')
  const read = parseFlatXml(trimmed)
  // The names of these problems are the scanner's; a person is told which protection refused it.
  if (!read.ok) throw unreadable('xml', { problem: read.problem })
  return { form: 'xml', fields: read.fields }
}

function jsonFields(text: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw unreadable('json')
  }
  if (typeof value !== 'object' || value === null) throw unreadable('json')
  const entries = Object.entries(value)
  if (entries.length > 200) throw unreadable('json')
  return new Map(entries.map(([name, field]) => [name, typeof field === 'string' || typeof field === 'number' ? String(field) : JSON.stringify(field)]))
}

async function problemsOf(desk: IdentityDesk, fields: Fields, decipheredFor: string | undefined): Promise<Problem[]> {
  const problems: Problem[] = []
  if (fields.get('MsgType') !== 'event' || fields.get('Event') !== 'face_identify') problems.push(problem('otherEvent', { event: (fields.get('Event') ?? '').slice(0, 40) }))
  for (const name of ['openid', 'out_seq_no', 'verify_result']) if (!fields.get(name)) problems.push(problem('fieldMissing', { field: name }))
  const from = fields.get('FromUserName')
  const openid = fields.get('openid')
  if (from && openid && from !== openid) problems.push(problem('twoUsers'))
  const apps = await desk.apps.all()
  if (decipheredFor !== undefined && !apps.some(({ appId }) => appId === decipheredFor)) problems.push(problem('otherApp', { appId: decipheredFor }))
  const to = fields.get('ToUserName') ?? ''
  if (to !== '' && !apps.some(({ originalId }) => originalId === to)) problems.push(problem('otherReceiver', { originalId: to.slice(0, 40) }))
  return problems
}

/** A serial number is unique in one mini program only. */
async function recordOf(desk: IdentityDesk, fields: Fields): Promise<string | undefined> {
  const outSeqNo = fields.get('out_seq_no') ?? ''
  if (outSeqNo === '') return undefined
  const to = fields.get('ToUserName') ?? ''
  const receiver = (await desk.apps.all()).find(({ originalId }) => originalId !== '' && originalId === to)
  const records = await desk.repository.bySerial(outSeqNo)
  const own = records.filter(({ appId }) => receiver === undefined || appId === null || appId === receiver.id)
  return own.find(({ origin }) => origin === 'call')?.id ?? own[0]?.id
}
