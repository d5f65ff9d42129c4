import type { ServiceCall, ServiceFields, ServiceTest } from '@shared/contract/short-addresses'
import { fillTemplate, type TemplateValues } from '@shared/domain/short-addresses'
import { Fault } from '../../platform/errors/fault'
import type { AnswerRules, OutgoingCall } from '../../upstream/short-address'

const types = { json: 'application/json; charset=utf-8', form: 'application/x-www-form-urlencoded' } as const

/** Fills everything in. @throws Fault `shortAddresses.secretMissing` (params `name`) */
export function buildCall(
  fields: ServiceFields,
  call: ServiceCall,
  values: TemplateValues,
  secrets: ReadonlyMap<string, string>,
): OutgoingCall {
  const secret = (name: string) => {
    const value = secrets.get(name.toLowerCase())
    if (value === undefined) throw new Fault('shortAddresses.secretMissing', { params: { name } })
    return value
  }
  return {
    method: call.method,
    url: fillTemplate(call.url, 'url', values, secret),
    headers: headersOf(fields, call, secret),
    body: call.bodyKind === 'none' ? '' : fillTemplate(call.body, call.bodyKind, values, secret),
    timeoutMs: fields.timeoutSeconds * 1000,
  }
}

/** The request as a person may see it: each secret as dots and its end. `url` is where it really went. */
export function maskedRequest(
  fields: ServiceFields,
  call: ServiceCall,
  values: TemplateValues,
  ends: ReadonlyMap<string, string>,
  url: string,
): ServiceTest['request'] {
  const masked = new Map([...ends].map(([name, last4]) => [name, `••••${last4}`]))
  const shown = buildCall(fields, call, values, masked)
  const { origin } = new URL(url)
  const { pathname, search } = new URL(shown.url)
  return {
    method: call.method,
    url: `${origin}${pathname}${search}`,
    headers: Object.entries(shown.headers).map(([name, value]) => ({ name, value })),
    body: shown.body,
  }
}

function headersOf({ headers }: ServiceFields, call: ServiceCall, secret: (name: string) => string): Record<string, string> {
  const own = Object.fromEntries(headers.map(({ name, secret: sealed, value }) => [name, sealed ? secret(name) : value]))
  const typed = headers.some(({ name }) => name.toLowerCase() === 'content-type')
  return call.bodyKind === 'none' || typed ? own : { ...own, 'Content-Type': types[call.bodyKind] }
}

export function rulesOf({ success, answer }: ServiceFields, wantsAddress: boolean): AnswerRules {
  return {
    status: success.status,
    mustBe: success.path === '' ? undefined : { path: success.path, value: success.value },
    address: !wantsAddress ? undefined : answer.kind === 'text' ? { kind: 'text' } : { kind: 'json', path: answer.path, idPath: answer.idPath },
  }
}
