import type { DescribedCall, ProviderDescription, ProviderTraits } from '@shared/contract/payment-providers'
import { isOrderState } from '@shared/domain/payments'
import { isPlainPath } from './build'
import { patternOf } from './patterns'
import { valueNames } from './values'

/** `path` within the description, `calls.refund.fields.2.from`; the text of `code` stands under `errors.fields`. */
export interface DescriptionProblem {
  path: string
  code: string
}

const refundReadings = ['processing', 'succeeded', 'failed', 'needsManual', 'unknown']
const mapNames = ['merchantNo', 'providerNo', 'wechatNo', 'state', 'amount', 'currency', 'received', 'refunded', 'refundNo', 'providerRefundNo', 'url', 'codeUrl', 'parameters', 'paidAt', 'rate', 'merchantId', 'confirmed']
const plainCalls = ['query', 'query.merchant', 'query.provider', 'query.wechat', 'close', 'refund', 'refundQuery', 'confirm', 'test']

/** What is wrong with a description; empty where it can be used. Nothing in it is ever run as code. */
export function checkDescription(description: ProviderDescription, traits: ProviderTraits): DescriptionProblem[] {
  const creates = traits.methods.map(({ id }) => `create.${id}`)
  return Object.entries(description.calls).flatMap(([name, call]) => {
    const unknown = [...creates, ...plainCalls].includes(name) ? [] : [{ path: '', code: 'payments.describedCallUnknown' }]
    return [...unknown, ...checkCall(name, call, new Set(valueNames(traits)))].map(({ path, code }) => ({ path: path === '' ? `calls.${name}` : `calls.${name}.${path}`, code }))
  })
}

function checkCall(name: string, call: DescribedCall, names: ReadonlySet<string>): DescriptionProblem[] {
  const known = (from: string) => names.has(from) || /^'[^']*'$/u.test(from)
  const problems: DescriptionProblem[] = []
  if (!isPlainPath(call.path)) problems.push({ path: 'path', code: 'payments.describedPathForm' })
  for (const [, inPath = ''] of call.path.matchAll(/\{([^}]*)\}/gu)) if (!known(inPath) && inPath !== 'sign') problems.push({ path: 'path', code: 'payments.describedValueUnknown' })
  if (call.method === 'GET' && call.content !== 'query') problems.push({ path: 'content', code: 'payments.describedBodyWithGet' })
  call.fields.forEach(({ from }, index) => {
    if (!known(from) && from !== 'sign' && from !== 'secret') problems.push({ path: `fields.${index}.from`, code: 'payments.describedValueUnknown' })
  })
  // A key in an address ends up in the logs of every server on the way.
  call.fields.forEach(({ from }, index) => {
    if (from === 'secret' && call.content === 'query' && call.answer.type === 'link') problems.push({ path: `fields.${index}.from`, code: 'payments.describedSecretInLink' })
  })
  return [...problems, ...checkSign(call, known), ...checkAnswer(name, call), ...checkMoney(name, call)]
}

function checkSign({ sign, fields }: DescribedCall, known: (from: string) => boolean): DescriptionProblem[] {
  const problems: DescriptionProblem[] = []
  sign.parts.forEach((part, index) => {
    if (!known(part) && part !== 'secret') problems.push({ path: `sign.parts.${index}`, code: 'payments.describedValueUnknown' })
  })
  if (sign.algorithm === 'none' || sign.algorithm === 'bearer') return problems
  if (sign.field === '' && !fields.some(({ from }) => from === 'sign')) problems.push({ path: 'sign.field', code: 'payments.describedSignField' })
  if (sign.parts.length === 0) problems.push({ path: 'sign.parts', code: 'payments.describedSignParts' })
  return problems
}

function checkAnswer(name: string, { answer }: DescribedCall): DescriptionProblem[] {
  const isRefund = name === 'refund' || name === 'refundQuery'
  const problems: DescriptionProblem[] = []
  for (const [ours, path] of Object.entries(answer.map)) {
    if (!mapNames.includes(ours)) problems.push({ path: `answer.map.${ours}`, code: 'payments.describedMapUnknown' })
    else if (path !== '' && !isJsonPath(path)) problems.push({ path: `answer.map.${ours}`, code: 'payments.describedJsonPath' })
  }
  for (const [where, path] of [['answer.success.path', answer.success.path], ['answer.errorText', answer.errorText]] as const) if (path !== '' && !isJsonPath(path)) problems.push({ path: where, code: 'payments.describedJsonPath' })
  if (answer.success.path !== '' && answer.success.equals.length === 0) problems.push({ path: 'answer.success.equals', code: 'payments.describedSuccess' })
  for (const [text, state] of Object.entries(answer.states)) {
    if (text.startsWith('^') && !patternOf(text)) problems.push({ path: `answer.states.${text}`, code: 'payments.describedPattern' })
    if (!(isRefund ? refundReadings.includes(state) : isOrderState(state))) problems.push({ path: `answer.states.${text}`, code: 'payments.describedState' })
  }
  return problems
}

/** Without its amount a refund could be one of the whole order. */
function checkMoney(name: string, { enabled, fields, path }: DescribedCall): DescriptionProblem[] {
  if (!enabled || (name !== 'refund' && !name.startsWith('create.'))) return []
  const froms = [...fields.map(({ from }) => from), ...[...path.matchAll(/\{([^}]*)\}/gu)].map(([, inPath = '']) => inPath)]
  const missing = name === 'refund' ? !froms.includes('refund.amount') : !froms.includes('order.amount')
  const unnamed = name === 'refund' && !['order.merchantNo', 'order.providerNo', 'order.wechatNo'].some((number) => froms.includes(number))
  return [
    ...(missing ? [{ path: 'fields', code: 'payments.describedAmountMissing' }] : []),
    ...(unnamed ? [{ path: 'fields', code: 'payments.describedNumberMissing' }] : []),
  ]
}

function isJsonPath(path: string): boolean {
  return /^[\w-]+(?:\.[\w-]+)*$/u.test(path)
}
