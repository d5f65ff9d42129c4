import type { DescribedCall, ProviderDescription } from '@shared/contract/payment-providers'
import type { DescriptionProblem } from './check'

/** Names of calls that only ask. Whatever creates, closes or refunds goes its own way, with approval and record. */
export function onlyAsks(name: string): boolean {
  return /^(?:query(?:\.\w+)?|refundQuery|confirm|test)$/u.test(name)
}

const isConstant = (from: string) => /^'[^']*'$/u.test(from)
const constantsOf = ({ fields }: DescribedCall) => fields.filter(({ from }) => isConstant(from))
/** Where a call goes, without what may be written in several ways. */
const addressOf = ({ method, path }: DescribedCall) => `${method} ${decoded(path).replace(/\?.*$/su, '').replaceAll(/\{[^}]*\}/gu, '{}').replaceAll(/\/+/gu, '/').replace(/\/$/u, '').toLowerCase()}`

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const callsOf = ({ calls }: ProviderDescription, which: (name: string) => boolean) => Object.entries(calls).flatMap(([name, call]) => (which(name) ? [call] : []))

/**
 * Whether a call is the same request as one that changes something, whatever its name says: the same address, and every
 * word by which the provider tells its functions apart.
 */
export function changesSomething(call: DescribedCall, descriptions: readonly ProviderDescription[]): boolean {
  return descriptions
    .flatMap((one) => callsOf(one, (name) => !onlyAsks(name)))
    .some((effect) => addressOf(effect) === addressOf(call) && constantsOf(effect).every((word) => says(call, word)))
}

/** Whether a call carries a word, or could: a value may be any word. */
function says({ fields, path }: DescribedCall, { name, from }: { name: string; from: string }): boolean {
  const inPath = [...new URLSearchParams(path.split('?')[1] ?? '')].map(([key, value]) => ({ name: key, from: value.includes('{') ? value : `'${value}'` }))
  return [...fields, ...inPath].some((field) => field.name === name && (field.from === from || !isConstant(field.from)))
}

/** Whether a call asks where one of these descriptions asks, by the same words; only its other fields and its signature may differ. */
export function asksAsDescribed(call: DescribedCall, descriptions: readonly ProviderDescription[]): boolean {
  return descriptions
    .flatMap((one) => callsOf(one, onlyAsks))
    .some(
      (known) =>
        known.method === call.method &&
        known.path === call.path &&
        constantsOf(known).every((constant) => {
          const same = call.fields.filter(({ name }) => name === constant.name)
          return same.length === 1 && same[0]?.from === constant.from
        }),
    )
}

/** Calls of a description that ask by a request which changes something, by its own words or those of the shipped one. */
export function askingProblems(description: ProviderDescription, shipped: ProviderDescription): DescriptionProblem[] {
  return Object.entries(description.calls)
    .filter(([name, call]) => onlyAsks(name) && changesSomething(call, [description, shipped]))
    .map(([name]) => ({ path: `calls.${name}.path`, code: 'payments.describedAsksByEffect' }))
}
