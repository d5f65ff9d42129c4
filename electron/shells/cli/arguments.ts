import { parseArgs } from 'node:util'
import { Fault } from '../../platform/errors/fault'
import { terminalLocale, wrongArgument } from '../loopback/arguments'

type Environment = Readonly<Record<string, string | undefined>>

export interface CallArguments {
  command: 'call'
  name: string
  /** JSON, or `-` for standard input. */
  json: string
  wait: boolean
  sandbox: boolean
  dataDir?: string
  operator?: string
  /** Name or id, where there are several. */
  workspace?: string
  file?: string
  locale: 'zh-CN' | 'en'
}

export type CliArguments = { command: 'commands' } | { command: 'help'; locale: 'zh-CN' | 'en' } | CallArguments

/**
 * Reads `commands` or `call NAME 'JSON' [--wait] [--sandbox | --operator NAME] [--workspace NAME] [--data-dir DIR]
 * [--file PATH] [--locale zh-CN|en]`.
 * @throws Fault `cli.usage` (param `argument`)
 */
export function readCliArguments(argv: readonly string[], env: Environment): CliArguments {
  let parsed
  try {
    parsed = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        wait: { type: 'boolean', default: false },
        sandbox: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        'data-dir': { type: 'string' },
        operator: { type: 'string' },
        workspace: { type: 'string' },
        file: { type: 'string' },
        locale: { type: 'string' },
      },
    })
  } catch (cause) {
    throw new Fault('cli.usage', { params: { argument: wrongArgument(cause, argv) }, cause })
  }
  const { values, positionals } = parsed
  const [command, name, json = '{}', ...rest] = positionals
  const locale = values.locale ?? terminalLocale(env)
  if (locale !== 'zh-CN' && locale !== 'en') throw usage(`--locale ${locale}`)
  if (values.help || command === 'help') return { command: 'help', locale }
  if (command === 'commands') {
    if (name !== undefined) throw usage(name)
    return { command }
  }
  if (command !== 'call') throw usage(command ?? 'commands | call')
  if (name === undefined) throw usage('NAME')
  const [extra] = rest
  if (extra !== undefined) throw usage(extra)
  if (values.sandbox && values.operator !== undefined) throw usage('--sandbox --operator')
  for (const option of ['data-dir', 'operator', 'workspace', 'file'] as const)
    if (values[option] === '') throw usage(`--${option}`)
  return {
    command,
    name,
    json,
    wait: values.wait,
    sandbox: values.sandbox,
    ...(values['data-dir'] === undefined ? {} : { dataDir: values['data-dir'] }),
    ...(values.operator === undefined ? {} : { operator: values.operator }),
    ...(values.workspace === undefined ? {} : { workspace: values.workspace }),
    ...(values.file === undefined ? {} : { file: values.file }),
    locale,
  }
}

function usage(argument: string): Fault {
  return new Fault('cli.usage', { params: { argument: argument.slice(0, 80) } })
}
