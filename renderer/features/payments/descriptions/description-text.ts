import type { DescribedCall, ProviderDescription } from '@shared/contract/payment-providers'

/** A place in a description where something is wrong: `calls.query.method`, and a code under `paymentScreens.descriptions.problems`. */
export interface DescriptionProblem {
  path: string
  code: 'notJson' | 'missing' | 'text' | 'number' | 'yesNo' | 'list' | 'object' | 'choice'
}
export type ReadDescription = { ok: true; description: ProviderDescription } | { ok: false; problems: DescriptionProblem[] }

type Check = (value: unknown, path: string) => DescriptionProblem[]
const wrong = (path: string, code: DescriptionProblem['code']): DescriptionProblem[] => [{ path, code }]
const text: Check = (value, path) => (typeof value === 'string' ? [] : wrong(path, 'text'))
const yesNo: Check = (value, path) => (typeof value === 'boolean' ? [] : wrong(path, 'yesNo'))
const oneOf =
  (...choices: string[]): Check =>
  (value, path) =>
    typeof value === 'string' && choices.includes(value) ? [] : wrong(path, 'choice')
const listOf =
  (item: Check): Check =>
  (value, path) =>
    Array.isArray(value) ? value.flatMap((one, at) => item(one, `${path}.${at}`)) : wrong(path, 'list')
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const mapOf =
  (item: Check): Check =>
  (value, path) =>
    isObject(value) ? Object.entries(value).flatMap(([key, one]) => item(one, `${path}.${key}`)) : wrong(path, 'object')
const shape =
  (parts: Record<string, Check>): Check =>
  (value, path) =>
    isObject(value)
      ? Object.entries(parts).flatMap(([key, check]) => (key in value ? check(value[key], join(path, key)) : wrong(join(path, key), 'missing')))
      : wrong(path, 'object')
const join = (path: string, key: string) => (path === '' ? key : `${path}.${key}`)

const call = shape({
  enabled: yesNo,
  method: oneOf('GET', 'POST'),
  path: text,
  content: oneOf('query', 'form', 'json'),
  fields: listOf(shape({ name: text, from: text, format: oneOf('text', 'major', 'minor', 'seconds', 'milliseconds', 'gmt'), optional: yesNo })),
  sign: shape({
    algorithm: oneOf('md5', 'hmac-sha256', 'bearer', 'none'),
    field: text,
    parts: listOf(text),
    separator: text,
    case: oneOf('lower', 'upper'),
  }),
  answer: shape({
    type: oneOf('json', 'text', 'redirect', 'link'),
    success: shape({ path: text, equals: listOf(text) }),
    map: mapOf(text),
    states: mapOf(text),
    errorText: text,
  }),
})
const description = shape({ version: (value, path) => (Number.isInteger(value) ? [] : wrong(path, 'number')), calls: mapOf(call) })

function isDescription(value: unknown, problems: DescriptionProblem[]): value is ProviderDescription {
  problems.push(...description(value, ''))
  return problems.length === 0
}

/** Reads a description that was typed as JSON; every mistake with its path. The service checks the values themselves. */
export function readDescription(typed: string): ReadDescription {
  let value: unknown
  try {
    value = JSON.parse(typed)
  } catch {
    return { ok: false, problems: [{ path: '', code: 'notJson' }] }
  }
  const problems: DescriptionProblem[] = []
  return isDescription(value, problems) ? { ok: true, description: value } : { ok: false, problems }
}

export const writeDescription = (one: ProviderDescription): string => JSON.stringify(one, null, 2)

/** Names of calls that differ between two descriptions: changed, added or gone. */
export function differingCalls(a: ProviderDescription, b: ProviderDescription): Set<string> {
  const names = new Set([...Object.keys(a.calls), ...Object.keys(b.calls)])
  return new Set([...names].filter((name) => JSON.stringify(a.calls[name]) !== JSON.stringify(b.calls[name])))
}

/** Value names that a call fills in, for the form that tries it: from its fields, its path and its signature. */
export function namedValues({ path, fields, sign }: DescribedCall): string[] {
  const inPath = [...path.matchAll(/\{([\w.]+)\}/gu)].map((match) => match[1] ?? '')
  const all = [...inPath, ...fields.map(({ from }) => from), ...sign.parts]
  return [...new Set(all.filter((name) => /^(?:order|refund|account|call)\.\w+$/u.test(name)))]
}
