import type { DescribedCall, ProviderDescription } from '@shared/contract/payment-providers'
import { secretMark } from '@shared/domain/signatures'
import { Fault } from '../../../platform/errors/fault'
import type { OpenAccount, PaymentProvider, ProviderCall, ProviderTools } from '../types'
import { asksAsDescribed, changesSomething, onlyAsks } from './asks'
import { buildCall, type BuiltCall } from './build'
import { checkDescription, type DescriptionProblem } from './check'
import { type Answered, type DescribedAnswer, readAnswer } from './read'
import { sendBuilt } from './send'
import { accountValues, typedValues } from './values'

export interface TryInput {
  provider: PaymentProvider
  account: OpenAccount
  tools: ProviderTools
  /** Name of the call in the description. */
  name: string
  description: ProviderDescription
  /** By the names of described values; amounts in main units, instants in ISO 8601. */
  values: Readonly<Record<string, string>>
  /** An answer to read instead of sending. */
  answer?: string | undefined
  send?: boolean | undefined
  call: ProviderCall
}

/** What the test bench shows; the output of `payments.descriptions.try`. */
export interface TryOutput {
  method: string
  url: string
  body: string
  canonical: string
  status?: number
  answer?: string
  read?: Record<string, string>
  problems: DescriptionProblem[]
}

const longestAnswer = 65_536

/** Enough of a digest to compare it with one from elsewhere. */
const shownDigits = 8

/**
 * The test bench of a description: builds a call with given values, secrets masked, and reads a pasted answer or, of a
 * call that changes nothing, the provider's own. @throws Fault `payments.tryChangesSomething`, `payments.callNotDescribed`
 */
export async function tryDescription(input: TryInput): Promise<TryOutput> {
  const { provider, account, tools, name, description } = input
  const described = Object.hasOwn(description.calls, name) ? description.calls[name] : undefined
  if (!described) throw new Fault('payments.callNotDescribed', { params: { call: name } })
  if (input.send && !maySend(input, described)) throw new Fault('payments.tryChangesSomething')
  const problems = checkDescription(description, provider.traits)
  const secret = secretOf(provider, account)
  const built = await build(input, described, secret)
  if (!built) return { method: described.method, url: '', body: '', canonical: '', problems: [...problems, { path: `calls.${name}`, code: 'payments.describedValueMissing' }] }
  const shown = show(built, secret)
  // A description with a mistake is not sent anywhere.
  if (input.send && problems.some(({ path }) => path.startsWith(`calls.${name}`))) return { ...shown, problems }
  const came = await answerOf(input, described, built, secret)
  if (!came) return { ...shown, problems }
  const { answered, read } = came
  const text = tools.http.redactor.text(answered.text).slice(0, longestAnswer)
  return { ...shown, ...(input.answer === undefined ? { status: answered.status } : {}), answer: text, read: flat(read), problems }
}

async function build({ account, tools, values }: TryInput, described: DescribedCall, secret: string): Promise<BuiltCall | undefined> {
  const all = new Map([...accountValues(account, tools.clock.instant()), ...typedValues(values)])
  try {
    return buildCall(described, { base: await tools.baseUrl(account), values: all, secret })
  } catch (cause) {
    if (cause instanceof Fault && (cause.code === 'payments.valueMissing' || cause.code === 'payments.describedPathLeads')) return undefined
    throw cause
  }
}

async function answerOf({ tools, provider, name, answer, send, call }: TryInput, described: DescribedCall, built: BuiltCall, secret: string): Promise<{ answered: Answered; read: DescribedAnswer } | undefined> {
  if (answer !== undefined) {
    // What is pasted is the body; a redirect is pasted as its address.
    const isAddress = described.answer.type === 'redirect' && /^https?:\/\/\S+$/u.test(answer.trim())
    const answered = isAddress ? { status: 307, location: answer.trim(), text: '' } : { status: 200, location: '', text: answer }
    return { answered, read: readAnswer(described, answered, onlyAsks(name)) }
  }
  if (!send) return undefined
  const sent = await sendBuilt(tools, described, built, { system: provider.traits.system, safe: true, timeoutMs: 15_000, secret, showUnclear: true }, call)
  return { answered: sent.answered, read: sent.answer }
}

/**
 * What is typed here is nobody's yet: it goes out only where the description that applies, or the shipped one, asks by the
 * same words. Otherwise a refund could be sent under the name of a query, past every approval.
 */
function maySend({ name, account, provider, description }: TryInput, described: DescribedCall): boolean {
  if (name === 'confirm' || !onlyAsks(name) || described.answer.type === 'link') return false
  const known = [provider.description, account.description].filter((one) => one !== undefined)
  return asksAsDescribed(described, known) && !changesSomething(described, [...known, description])
}

/**
 * Of a digest only the beginning is shown, whatever the call is named: the text of a query with well chosen values may be
 * that of a refund (§4.2 joins raw values), and its digest a refund ready to be sent from any browser.
 */
function show(built: BuiltCall, secret: string): Pick<TryOutput, 'method' | 'url' | 'body' | 'canonical'> {
  const hidden = [[secret, '***'], [built.signature, `${built.signature.slice(0, shownDigits)}***`]].filter(([text]) => text !== '')
  const mask = (text: string) => hidden.reduce((left, [one = '', shown = '']) => left.replaceAll(one, shown).replaceAll(encodeURIComponent(one), shown), text)
  return { method: built.method, url: mask(built.url), body: mask(built.body), canonical: mask(built.canonical.text).replaceAll(secretMark, '***') }
}

function secretOf(provider: PaymentProvider, account: OpenAccount): string {
  const name = provider.traits.fields.find(({ secret }) => secret)?.name ?? ''
  return account.secrets[name] ?? ''
}

function flat({ verdict, values, state, message }: DescribedAnswer): Record<string, string> {
  return { ...values, verdict, ...(state === undefined ? {} : { commonState: state }), ...(message === '' ? {} : { message }) }
}
