import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../clock/clock'
import { fileSink } from './file-sink'
import { createLog } from './log'
import type { LogLevel } from './log'
import { createRedactor } from './redactor'

function collected(level?: () => LogLevel) {
  const lines: string[] = []
  const redactor = createRedactor()
  const log = createLog({
    write: (line) => lines.push(line),
    redactor,
    clock: new ManualClock('2026-11-22T06:05:00.000Z'),
    ...(level ? { level } : {}),
  })
  return { log, redactor, parsed: () => lines.map((line) => JSON.parse(line) as unknown), lines }
}

describe('log', () => {
  it('writes one redacted JSON line a call', () => {
    const { log, redactor, parsed } = collected()
    redactor.learn('hidden-value')
    log.with({ workspace: 'w1' }).error('calls.failed', { secret: 'x', note: 'has hidden-value', n: 1 })
    expect(parsed()).toEqual([
      {
        at: '2026-11-22T06:05:00.000Z',
        level: 'error',
        event: 'calls.failed',
        data: { workspace: 'w1', secret: '***', note: 'has ***', n: 1 },
      },
    ])
  })

  it('takes the cause of a failure, with its own causes', () => {
    const { log, parsed } = collected()
    log.error('jobs.failed', { job: 'j1' }, new Error('outer', { cause: new Error('token=abcdef') }))
    expect(parsed()).toMatchObject([
      { data: { job: 'j1' }, cause: { message: 'outer', cause: { message: 'token=***' } } },
    ])
  })

  it('leaves out what is below the level, which may change at run time', () => {
    let level: LogLevel = 'warn'
    const { log, lines } = collected(() => level)
    log.info('a')
    log.warn('b')
    level = 'debug'
    log.debug('c')
    expect(lines).toHaveLength(2)
  })

  it('cuts a line that is too long and stays valid JSON', () => {
    const { log, lines, parsed } = collected()
    log.info('a', { rows: Array.from({ length: 10_000 }, (_, index) => `"row" ${index}`) })
    expect(lines[0]?.length).toBeLessThan(64_000)
    expect(parsed()).toMatchObject([{ cut: true }])
  })

  it('a failure to write does not reach the caller', () => {
    const log = createLog({
      write: () => {
        throw new Error('disk full')
      },
      redactor: createRedactor(),
      clock: new ManualClock('2026-11-22T06:05:00.000Z'),
    })
    expect(() => log.error('a')).not.toThrow()
  })
})

describe('file sink', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'log-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('rotates before a file grows too large and keeps so many', () => {
    const path = join(folder, 'inner', 'main.log')
    const sink = fileSink(path, { maxBytes: 30, keep: 2 })
    for (let index = 0; index < 9; index += 1) sink(`line number ${index}`)
    sink.close()
    expect(readdirSync(join(folder, 'inner')).toSorted()).toEqual(['main.log', 'main.log.1', 'main.log.2'])
    expect(readFileSync(path, 'utf8')).toBe('line number 8\n')
    expect(readFileSync(`${path}.1`, 'utf8')).toBe('line number 6\nline number 7\n')
    expect(readFileSync(`${path}.2`, 'utf8')).toBe('line number 4\nline number 5\n')
  })

  it('goes on in the file of the last run, readable by the owner only', () => {
    const path = join(folder, 'main.log')
    for (const line of ['first', 'second']) {
      const sink = fileSink(path, { maxBytes: 1000, keep: 1 })
      sink(line)
      sink.close()
    }
    expect(readFileSync(path, 'utf8')).toBe('first\nsecond\n')
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0)
  })

  it('counts lines that could not be written and tells of them when it can write again', () => {
    const path = join(folder, 'main.log')
    mkdirSync(path)
    const sink = fileSink(path, { maxBytes: 1000, keep: 1 })
    sink('lost one')
    sink('lost two')
    rmSync(path, { recursive: true })
    sink('kept')
    sink.close()
    const lines = readFileSync(path, 'utf8').trim().split('\n')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'log.linesLost', data: { lines: 2 } })
    expect(lines[1]).toBe('kept')
  })

  it('goes on writing when an older file cannot be moved', () => {
    const path = join(folder, 'main.log')
    mkdirSync(join(`${path}.1`, 'held'), { recursive: true })
    const sink = fileSink(path, { maxBytes: 10, keep: 1 })
    sink('line one')
    sink('line two')
    sink.close()
    expect(readFileSync(path, 'utf8')).toBe('line one\nline two\n')
  })
})
