import type { FieldError } from '@shared/contract/error'
import type { ServiceCall, ServiceFields, ServiceHeader } from '@shared/contract/short-addresses'
import {
  checkTemplate,
  fillTemplate,
  parseAnswerPath,
  placeholdersOf,
  secretsOf,
  type TemplateName,
  type TemplateValues,
} from '@shared/domain/short-addresses'
import { isSecretName, isSecretParameter } from '../../platform/log'

/** Headers that belong to the connection, not to whoever uses it. */
const reserved = new Set(['host', 'content-length', 'transfer-encoding', 'connection', 'upgrade', 'te', 'trailer', 'expect'])
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/u
const visibleAscii = /^[\x20-\x7e]*$/u

const forCreate: readonly TemplateName[] = ['link', 'title', 'campaign']
const forRepoint: readonly TemplateName[] = [...forCreate, 'address', 'code', 'id']

/** Values that break what is not written for them. */
const awkward: TemplateValues = {
  link: 'weixin://dl/business/?appid=wx0123456789abcdef&path=a/b&query=a%3D1%26b%3D"2"',
  title: '春节 "预热" \\ 100% & <b>\n',
  campaign: '春节&预热=1',
  address: 'https://s.example/aB3x',
  code: 'aB3x',
  id: '17',
}

/** What an operator filled in about a service. Codes stand under `errors.fields.shortAddresses`. */
export function checkService(fields: ServiceFields): FieldError[] {
  const issues = [...checkCall(fields.create, 'create', forCreate), ...checkHeaders(fields.headers)]
  if (fields.repoint) issues.push(...checkCall(fields.repoint, 'repoint', forRepoint))
  const { answer, success } = fields
  if (answer.kind === 'json' && answer.path === '') issues.push({ path: 'answer.path', code: 'required' })
  const paths = [
    ['answer.path', answer.kind === 'json' ? answer.path : ''],
    ['answer.idPath', answer.idPath],
    ['success.path', success.path],
  ] as const
  for (const [path, text] of paths)
    if (text !== '' && !parseAnswerPath(text)) issues.push({ path, code: 'shortAddresses.pathForm' })
  if (success.path === '' && success.value !== '') issues.push({ path: 'success.path', code: 'required' })
  return issues
}

function checkCall(call: ServiceCall, prefix: string, names: readonly TemplateName[]): FieldError[] {
  const issues: FieldError[] = []
  const body = call.bodyKind === 'none' ? '' : call.body
  for (const [part, template] of [['url', call.url], ['body', body]] as const) {
    const wrong = checkTemplate(template, names)
    if (!wrong) continue
    const code = wrong.problem === 'braces' ? 'shortAddresses.braces' : wrong.problem === 'placeholderForm' ? 'shortAddresses.placeholderForm' : 'shortAddresses.placeholderUnknown'
    issues.push({ path: `${prefix}.${part}`, code, params: { text: wrong.text } })
  }
  if (issues.length > 0) return issues
  issues.push(...checkUrl(call.url, `${prefix}.url`))
  if (call.method === 'GET' && body !== '') issues.push({ path: `${prefix}.bodyKind`, code: 'shortAddresses.bodyWithGet' })
  if (call.bodyKind === 'json' && !isJson(fillTemplate(body, 'json', awkward, () => 'secret')))
    issues.push({ path: `${prefix}.body`, code: 'shortAddresses.bodyNotJson' })
  if (call.bodyKind !== 'none') issues.push(...checkBodySecrets(call, `${prefix}.body`))
  const used = placeholdersOf(call.url + body)
  if (!used.some(({ name }) => name === 'link'))
    issues.push({ path: body === '' ? `${prefix}.url` : `${prefix}.body`, code: 'shortAddresses.linkMissing' })
  return issues
}

/** Scheme and host are fixed, so that a link can never choose where secrets go. */
function checkUrl(template: string, path: string): FieldError[] {
  const host = /^(https?):\/\/([^/?#]*)/iu.exec(template)
  if (!host) return [{ path, code: 'shortAddresses.urlScheme' }]
  if (/[{}]/u.test(host[2] ?? '')) return [{ path, code: 'shortAddresses.hostFixed' }]
  const filled = fillTemplate(template, 'url', awkward, () => 'secret')
  if (!URL.canParse(filled)) return [{ path, code: 'shortAddresses.urlForm' }]
  const url = new URL(filled)
  if (url.username !== '' || url.password !== '') return [{ path, code: 'shortAddresses.urlCredentials' }]
  // The names alone: what stands in braces is filled in and no secret of the template.
  const bare = new URL(template.replaceAll(/\{\{[^{}]*\}\}/gu, ''))
  const open = [...bare.searchParams].find(([name, value]) => value.length >= 4 && isSecretParameter(name))
  return open ? [{ path, code: 'shortAddresses.secretOpen', params: { name: open[0] } }] : []
}

/** A credential written into the body would stand in the settings and the audit trail for all to read. */
function checkBodySecrets({ body }: ServiceCall, path: string): FieldError[] {
  const bare = body.replaceAll(/\{\{[^{}]*\}\}/gu, '')
  const pairs = [...bare.matchAll(/"([^"]{2,60})"\s*:\s*"([^"]{4,})"|(?:^|&)([^=&\s]{2,60})=([^&\s]{4,})/gu)]
  const open = pairs.map(([, json, , form]) => json ?? form ?? '').find((name) => isSecretName(name) || name.toLowerCase() === 'key')
  return open === undefined ? [] : [{ path, code: 'shortAddresses.secretOpen', params: { name: open } }]
}

function checkHeaders(headers: readonly ServiceHeader[]): FieldError[] {
  const seen = new Set<string>()
  return headers.flatMap(({ name, secret, value }, index): FieldError[] => {
    const at = `headers.${index}`
    const key = name.toLowerCase()
    if (!headerName.test(name)) return [{ path: `${at}.name`, code: 'shortAddresses.headerName' }]
    if (reserved.has(key)) return [{ path: `${at}.name`, code: 'shortAddresses.headerReserved', params: { name } }]
    if (seen.has(key)) return [{ path: `${at}.name`, code: 'shortAddresses.headerTwice', params: { name } }]
    seen.add(key)
    if (secret) return value === '' ? [] : [{ path: `${at}.value`, code: 'shortAddresses.secretInline' }]
    if (isSecretName(name)) return [{ path: `${at}.secret`, code: 'shortAddresses.headerIsSecret', params: { name } }]
    return visibleAscii.test(value) ? [] : [{ path: `${at}.value`, code: 'shortAddresses.headerValue' }]
  })
}

/** A secret goes into a header line as it is: no line break may add another header to it. */
export function checkSecret(secret: string): FieldError[] {
  if (!visibleAscii.test(secret) || secret !== secret.trim()) return [{ path: 'secret', code: 'shortAddresses.headerValue' }]
  return secret.length < 4 || /^(.)\1*$/u.test(secret) ? [{ path: 'secret', code: 'shortAddresses.secretForm' }] : []
}

/** The secrets that the calls of a service need, by name in lower case. */
export function neededSecrets({ create, repoint, headers }: ServiceFields): string[] {
  const calls = repoint ? [create, repoint] : [create]
  const inTemplates = calls.flatMap(({ url, bodyKind, body }) => secretsOf(url + (bodyKind === 'none' ? '' : body)))
  const inHeaders = headers.filter(({ secret }) => secret).map(({ name }) => name)
  return [...new Set([...inHeaders, ...inTemplates].map((name) => name.toLowerCase()))]
}

/** Where the secrets of a service go. */
export function originsOf({ create, repoint }: ServiceFields): Set<string> {
  return new Set([create, repoint].flatMap((call) => (call ? [new URL(call.url.replaceAll(/\{\{[^{}]*\}\}/gu, '')).origin] : [])))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
