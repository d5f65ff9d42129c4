import { randomUUID } from 'node:crypto'
import { Fault } from '../../platform/errors/fault'
import { terminalLocale } from '../loopback/arguments'
import { nodePlatform } from '../loopback/node-platform'
import { say, sayText } from '../loopback/terminal'
import { type CliArguments, readCliArguments } from './arguments'
import type { PlatformFor } from './host'
import { Refusal } from './refusal'

const plainPlatform: PlatformFor = (dataDir) => nodePlatform('cli', dataDir)

/** Done, and something is left for people: differences of a month, say. */
const leftoversCode = 3

/** What is wrong with the command line itself, and not with what it asks for. */
const usageCodes = new Set(['cli.usage', 'cli.badJson', 'cli.personal', 'cli.noOperator', 'cli.noPassword', 'cli.noFile'])

/**
 * The command line: `commands` and `call NAME 'JSON'`. Answers go to standard output, what went wrong to standard error.
 * @param platformFor what this process gives to the application where it must run it itself
 * @returns the exit code, once everything printed is out
 */
export async function runCli(argv: readonly string[], platformFor: PlatformFor = plainPlatform): Promise<number> {
  let given: CliArguments
  try {
    given = readCliArguments([...argv], process.env)
  } catch (cause) {
    return failed(cause, terminalLocale(process.env))
  }
  switch (given.command) {
    case 'help':
      await sayText(given.locale, 'cli.usage')
      return 0
    case 'commands': {
      const { describeCommands } = await import('@shared/contract')
      await print(describeCommands())
      return 0
    }
    case 'call':
      try {
        const { call } = await import('./call')
        const outcome = await call(given, print, platformFor)
        if (outcome) await print(outcome.value)
        if (outcome?.failure) return await failed(outcome.failure, given.locale)
        return outcome?.leftovers ? leftoversCode : 0
      } catch (cause) {
        return failed(cause, given.locale)
      }
  }
}

/** A mistake on the command line is explained to the person; a refusal is an envelope for the script. */
async function failed(cause: unknown, locale: 'zh-CN' | 'en'): Promise<number> {
  if (cause instanceof Refusal) {
    say(JSON.stringify(cause.envelope))
    return 1
  }
  const fault = cause instanceof Fault ? cause : new Fault('internal')
  if (usageCodes.has(fault.code)) {
    await sayText(locale, `errors.${fault.code}`, fault.params)
    await sayText(locale, 'cli.usage')
    return 2
  }
  say(JSON.stringify(fault.toEnvelope(randomUUID())))
  if (!(cause instanceof Fault) && cause instanceof Error) say(`${cause.name}: ${cause.message}`)
  return 1
}

/** Prints JSON and waits until it is out: a pipe takes it bit by bit. */
function print(value: unknown): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(value)}\n`, () => resolve())
  })
}
