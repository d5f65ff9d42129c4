import type { FileOptions } from '@shared/contract/settlement-files'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openPack } from '../../engine/pack-reader'
import type { Entry } from '../../engine/types'
import { profileOf } from '../profiles'
import { inspect } from './inspect'
import { processFile, type Reading } from './process'
import { mappingOf } from './recognise'

/** Text as Excel on a Chinese Windows saves it; by a program that is not ours. */
export const gbk = (text: string): Buffer => execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GBK'], { input: text })

/** Reads a file as the program does, without its database: recognised, compiled, packed, compared with its end. */
export async function readFileOf(content: string | Uint8Array, changes: Partial<Reading> & { name?: string } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'minidesk-read-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'file')
  writeFileSync(path, content)
  const name = changes.name ?? 'file.csv'
  const inspection = await inspect({ path, name, ...(changes.sheet === undefined ? {} : { sheet: changes.sheet }) })
  const id = changes.profile ?? inspection.profile
  const profile = profileOf(id)
  if (!profile) throw new Error(`not recognised: ${inspection.headers.join(' | ')}`)
  const options: FileOptions = { zone: 'Asia/Shanghai', currency: 'CNY', unit: 'major', sign: 'asIs', dateOrder: 'dayFirst', ...profile.options }
  const result = await processFile({
    ...{ path, name, inspection, profile: id, source: profile.source, mapping: mappingOf(profile, inspection.headers), options, sheet: '', owners: [], decisions: [] },
    ...changes,
    packPath: join(folder, 'rows.pack'),
  })
  const pack = openPack(join(folder, 'rows.pack'))
  const entries = Array.from({ length: pack.rows }, (_, row) => pack.entry(row))
  pack.close()
  return { inspection, profile: id, entries, ...result }
}

/** What is looked at in most rows: `payment +10.00 CNY`, with its numbers. */
export function brief({ kind, outcome, amountMinor, currency, feeMinor, merchantNo, wechatNo, providerNo, refundNo, providerRefundNo, group, atMs }: Entry): string {
  const numbers = Object.entries({ m: merchantNo, w: wechatNo, p: providerNo, r: refundNo, pr: providerRefundNo, g: group }).flatMap(([key, value]) => (value === '' ? [] : [`${key}=${value}`]))
  return [kind, outcome, amountMinor, currency, Number.isNaN(feeMinor) ? '' : `fee=${feeMinor}`, ...numbers, new Date(atMs).toISOString().slice(0, 16)].filter((part) => part !== '').join(' ')
}
