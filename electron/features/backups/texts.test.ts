import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textFor } from '../../platform/texts/texts'

const rooms = ['features/backups', 'features/jobs', 'platform/backup', 'platform/jobs', 'platform/audit', 'platform/vault']
const electron = join(import.meta.dirname, '../..')

/** Every code that a Fault of these folders is made with. */
function codes(): string[] {
  const found = new Set<string>()
  for (const room of rooms)
    for (const name of readdirSync(join(electron, room)).filter((file) => /(?<!test|fixture)\.ts$/.test(file))) {
      const source = readFileSync(join(electron, room, name), 'utf8')
      for (const [, code] of source.matchAll(/new Fault\(\s*'([\w.]+)'/g)) if (code) found.add(code)
      for (const [, code] of source.matchAll(/path: '[\w.]+', code: '([\w.]+)'/g)) if (code) found.add(`fields.${code}`)
    }
  return [...found].sort()
}

describe.each(['zh-CN', 'en'] as const)('the texts of backups, jobs, vault and audit in %s', (locale) => {
  it('were looked for', () => {
    expect(codes()).toEqual(expect.arrayContaining(['backups.noFolder', 'fields.pathNotAbsolute', 'jobs.threadDied']))
  })

  it.each(codes())('say what %s means', (code) => {
    expect(textFor(locale, `errors.${code}`)).not.toBe(`errors.${code}`)
  })
})
