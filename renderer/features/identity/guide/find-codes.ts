import type { CommandOutput } from '@shared/contract'

type Code = CommandOutput<'identity.guide.codes'>[number]
const isNumber = (text: string) => /^-?\d+$/u.test(text)

/** By the start of a code where a number was typed, else by any word of the row. */
export function findCodes(all: readonly Code[], typed: string): Code[] {
  const text = typed.trim().toLowerCase().replace('−', '-')
  if (text === '') return [...all]
  if (isNumber(text)) return all.filter(({ code }) => code.startsWith(text))
  return all.filter((one) => [one.call, one.field, one.code, one.meaning, one.advice].join('\n').toLowerCase().includes(text))
}

/** In how many places exactly this number stands with a meaning of its own. */
export function meaningsOf(found: readonly Code[], typed: string): number {
  const text = typed.trim().replace('−', '-')
  return new Set(found.filter(({ code }) => code === text).map(({ call, field }) => `${call} ${field}`)).size
}
