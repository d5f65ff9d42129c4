import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Fault } from '../../platform/errors/fault'
import { onOwnPort } from './own-port'

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'minidesk-port-'))
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const answering = (free: number, taken: number[] = []) => {
  const tried: number[] = []
  const start = (port: number) => {
    tried.push(port)
    if (taken.includes(port)) return Promise.reject(new Fault('shell.portTaken', { params: { port } }))
    return Promise.resolve({ origin: `http://127.0.0.1:${port === 0 ? free : port}` })
  }
  return { tried, start }
}

it('keeps the port of the first start, so that windows keep what they remember', async () => {
  const first = answering(41_000)
  await onOwnPort(dataDir, first.start)
  const second = answering(42_000)
  expect(await onOwnPort(dataDir, second.start)).toEqual({ origin: 'http://127.0.0.1:41000' })
  expect([first.tried, second.tried]).toEqual([[0], [41_000]])
})

it('takes another one when a stranger has it, and keeps that from then on', async () => {
  await onOwnPort(dataDir, answering(41_000).start)
  const taken = answering(43_000, [41_000])
  expect(await onOwnPort(dataDir, taken.start)).toEqual({ origin: 'http://127.0.0.1:43000' })
  const after = answering(44_000)
  await onOwnPort(dataDir, after.start)
  expect([taken.tried, after.tried]).toEqual([[41_000, 0], [43_000]])
})

it('passes any other failure on', async () => {
  await expect(onOwnPort(dataDir, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network')
})
