import { parseArgs } from 'node:util'
import { Fault } from '../../platform/errors/fault'

export interface LoopbackArguments {
  headless: boolean
  sandbox: boolean
  /** Undefined = the system's usual place. */
  dataDir?: string
  /** 0 = any free one; undefined = the one that this data folder had before. */
  port: number | undefined
  locale: 'zh-CN' | 'en'
  /** Where notifications of payment providers are taken in; undefined = nowhere. */
  receive: { host: string; port: number } | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** The language of the terminal: Chinese, unless the system says English. */
export function terminalLocale(env: Environment): 'zh-CN' | 'en' {
  const named = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  return named.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

/**
 * Reads the command line of the loopback shell.
 * @throws Fault `shell.usage` (param `argument`), `shell.badPort` (param `value`)
 */
export function readArguments(argv: readonly string[], env: Environment): LoopbackArguments {
  let values
  try {
    ;({ values } = parseArgs({
      args: [...argv],
      options: {
        headless: { type: 'boolean', default: false },
        sandbox: { type: 'boolean', default: false },
        'data-dir': { type: 'string' },
        port: { type: 'string' },
        locale: { type: 'string' },
        receive: { type: 'string' },
      },
    }))
  } catch (cause) {
    throw new Fault('shell.usage', { params: { argument: wrongArgument(cause, argv) }, cause })
  }
  const port = values.port === undefined ? undefined : Number(values.port)
  if (values.port !== undefined && (!/^\d{1,5}$/u.test(values.port) || Number(values.port) > 65_535))
    throw new Fault('shell.badPort', { params: { value: values.port.slice(0, 40) } })
  const dataDir = values['data-dir']
  if (dataDir === '') throw new Fault('shell.usage', { params: { argument: '--data-dir' } })
  const { locale } = values
  if (locale !== undefined && locale !== 'en' && locale !== 'zh-CN')
    throw new Fault('shell.usage', { params: { argument: `--locale ${locale.slice(0, 40)}` } })
  return {
    headless: values.headless,
    sandbox: values.sandbox,
    ...(dataDir === undefined ? {} : { dataDir }),
    port,
    locale: locale ?? terminalLocale(env),
    receive: values.receive === undefined ? undefined : receiveAddress(values.receive),
  }
}

/** `HOST:PORT`, `[::1]:PORT`. @throws Fault `shell.usage` */
function receiveAddress(text: string): { host: string; port: number } {
  const match = /^(\[[0-9a-fA-F:]{2,45}\]|[0-9A-Za-z.-]{1,253}):(\d{1,5})$/u.exec(text)
  const port = Number(match?.[2])
  if (!match || port > 65_535) throw new Fault('shell.usage', { params: { argument: `--receive ${text.slice(0, 60)}` } })
  return { host: (match[1] ?? '').replace(/^\[|\]$/gu, ''), port }
}

/** The argument that `parseArgs` stumbled over: it names it in quotes. */
export function wrongArgument(cause: unknown, argv: readonly string[]): string {
  const named = cause instanceof Error ? /'([^']+)'/u.exec(cause.message)?.[1] : undefined
  return (named ?? argv.join(' ')).slice(0, 80)
}
