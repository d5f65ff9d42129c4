import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { Fault } from '../../platform/errors/fault'

const variable = 'MINIDESK_PASSWORD'

/**
 * The operator's password: from `MINIDESK_PASSWORD`, which is removed from the environment so that nothing started from
 * here inherits it, or typed without being shown. Never from the command line, which other users can see.
 * @throws Fault `cli.noPassword` where there is neither
 */
export async function askPassword(locale: 'zh-CN' | 'en', operator: string): Promise<string> {
  const given = process.env[variable]
  Reflect.deleteProperty(process.env, variable)
  if (given) return given
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw new Fault('cli.noPassword')
  const { textFor } = await import('../../platform/texts/texts')
  process.stderr.write(`${textFor(locale, 'cli.password', { operator })} `)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  terminal.once('SIGINT', () => process.exit(130))
  try {
    return await terminal.question('')
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}
