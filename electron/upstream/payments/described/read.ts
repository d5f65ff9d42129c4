import type { DescribedCall } from '@shared/contract/payment-providers'
import { isReadObject, readJson, type ReadJson, textAt } from '../read-json'
import { patternOf } from './patterns'

/** What came back, as far as a description can speak of it. */
export interface Answered {
  status: number
  /** The `Location` header; empty without. */
  location: string
  text: string
}

export interface DescribedAnswer {
  /** `refused` only where the provider says so in its own words; whatever else is not success is `unclear`. */
  verdict: 'worked' | 'refused' | 'unclear'
  /** Our names with what stands there; what is missing is left out. */
  values: Record<string, string>
  /** Common state; absent where the description reads none. */
  state?: string
  /** The provider's words about a failure. */
  message: string
}

/** `asks`: of a call that changes nothing; there an error's text alone is a refusal, since nothing hangs on it. */
export function readAnswer({ answer }: DescribedCall, answered: Answered, asks = false): DescribedAnswer {
  const body = readJson(answered.text)
  const url = answer.type === 'redirect' ? redirectOf(answered) : ''
  const values = valuesOf(answer.map, body)
  if (url !== '') values['url'] = url
  const message = answer.errorText === '' ? '' : textAt(body, answer.errorText).slice(0, 300)
  const verdict = url === '' ? verdictOf(answer, answered, body, message, asks) : 'worked'
  const told = values['state']
  return { verdict, values, message, ...(answer.map['state'] === undefined || answer.map['state'] === '' ? {} : { state: stateOf(answer.states, told ?? '') }) }
}

/** Where the browser is sent to; read, never followed (payment-providers §5.1). */
function redirectOf({ status, location }: Answered): string {
  return [301, 302, 303, 307, 308].includes(status) && /^https?:\/\/\S{1,2000}$/u.test(location) && URL.canParse(location) ? location : ''
}

function valuesOf(map: DescribedCall['answer']['map'], body: ReadJson | undefined): Record<string, string> {
  const read = Object.entries(map).map(([name, path]) => [name, path === '' ? '' : textAt(body, path)] as const)
  return Object.fromEntries(read.filter(([, value]) => value !== ''))
}

function verdictOf({ type, success, errorText }: DescribedCall['answer'], { status, text }: Answered, body: ReadJson | undefined, message: string, asks: boolean): DescribedAnswer['verdict'] {
  // A gateway's failure, or "too many": whether the provider acted is not known.
  if (status >= 500 || [408, 425, 429].includes(status)) return 'unclear'
  const found = success.path === '' ? '' : textAt(body, success.path)
  if (type === 'text') return status < 300 && (success.equals.includes(text.trim()) || (found !== '' && success.equals.includes(found))) ? 'worked' : 'unclear'
  // A page of a proxy or a Wi-Fi is no answer of the provider.
  if (!isReadObject(body)) return 'unclear'
  if (success.path === '') return status >= 200 && status < 300 ? 'worked' : status >= 400 ? 'refused' : 'unclear'
  if (success.equals.includes(found)) return status >= 200 && status < 300 ? 'worked' : 'unclear'
  // "Not successful" without a word of why may be a state that nobody has described.
  return (found !== '' || asks) && errorText !== '' && message !== '' ? 'refused' : 'unclear'
}

/** The exact text first, then the patterns in their order; anything else is not known. */
function stateOf(states: DescribedCall['answer']['states'], text: string): string {
  if (Object.hasOwn(states, text) && !text.startsWith('^')) return states[text] ?? 'unknown'
  for (const [pattern, state] of Object.entries(states)) if (pattern.startsWith('^') && patternOf(pattern)?.test(text.slice(0, longestState))) return state
  return 'unknown'
}

const longestState = 200
