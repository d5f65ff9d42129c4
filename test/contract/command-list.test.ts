import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { allCommands } from '@shared/contract'

const file = new URL('../../docs/commands.md', import.meta.url)

function commandList(): string {
  const lines = [
    '# Commands',
    '',
    'Everything that MiniDesk can do, generated from `shared/contract`. Schemas: `npm run -s minidesk -- commands`.',
    '`query` is safe to repeat, `effect` is audited; a *job* answers a job id that `--wait` follows.',
    '',
    '| command | kind | permission | what it does |',
    '|---|---|---|---|',
  ]
  for (const [name, { kind, access, summary, job }] of allCommands())
    lines.push(`| \`${name}\` | ${kind}${job ? ', job' : ''} | ${access} | ${summary.replaceAll('|', '\\|')} |`)
  return `${lines.join('\n')}\n`
}

it('docs/commands.md lists the commands as they are (UPDATE_DOCS=1 writes it anew)', () => {
  const wanted = commandList()
  if (process.env.UPDATE_DOCS === '1') writeFileSync(file, wanted)
  expect(readFileSync(file, 'utf8').replaceAll('\r\n', '\n')).toBe(wanted)
})
