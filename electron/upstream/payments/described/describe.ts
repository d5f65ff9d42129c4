import type { DescribedCall } from '@shared/contract/payment-providers'

export type DescribedField = DescribedCall['fields'][number]
export type DescribedSign = DescribedCall['sign']

/** Short ways to write down a shipped description. */

type From = readonly [name: string, from: string, more?: Partial<Pick<DescribedField, 'format' | 'optional'>>]

export function fields(...list: readonly From[]): DescribedField[] {
  return list.map(([name, from, more]) => ({ name, from, format: 'text', optional: false, ...more }))
}

export const md5 = (field: string, ...parts: string[]): DescribedSign => ({ algorithm: 'md5', field, parts, separator: '', case: 'lower' })
export const bearer: DescribedSign = { algorithm: 'bearer', field: '', parts: [], separator: '', case: 'lower' }
export const unsigned: DescribedSign = { algorithm: 'none', field: '', parts: [], separator: '', case: 'lower' }

type Answer = DescribedCall['answer']

export function answer(type: Answer['type'], more: Partial<Answer> = {}): Answer {
  return { type, success: { path: '', equals: [] }, map: {}, states: {}, errorText: '', ...more }
}

export function get(path: string, list: DescribedField[], sign: DescribedSign, says: Answer, enabled = true): DescribedCall {
  return { enabled, method: 'GET', path, content: 'query', fields: list, sign, answer: says }
}

export function postForm(path: string, list: DescribedField[], sign: DescribedSign, says: Answer): DescribedCall {
  return { enabled: true, method: 'POST', path, content: 'form', fields: list, sign, answer: says }
}
