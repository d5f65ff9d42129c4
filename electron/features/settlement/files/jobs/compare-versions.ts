import type { FileVersionDiff } from '@shared/contract/settlement-files'
import { entryKinds } from '@shared/contract/settlement-values'
import { defineJob } from '../../../../platform/jobs/define-job'
import { openPack } from '../../engine/pack-reader'
import type { Pack } from '../../engine/pack-types'

export const compareVersionsKind = 'settlement.files.compare'

export interface CompareHost {
  found(diff: FileVersionDiff): Promise<void>
}

const listedRows = 500
const strongest = ['providerRefundNo', 'refundNo', 'wechatNo', 'providerNo', 'merchantNo'] as const

/** How a corrected file differs from what it replaces, by the rows' numbers. */
export const compareVersions = defineJob<{ before: string[]; after: string }, CompareHost>({
  kind: compareVersionsKind,
  run: async ({ before, after }, { host }) => {
    const old = new Map<string, { number: string; kind: string; currency: string; minor: number; line: number }[]>()
    for (const path of before) eachRow(path, (key, row) => old.set(key, [...(old.get(key) ?? []), row]))
    const diff: FileVersionDiff = { added: 0, removed: 0, changed: 0, listed: [] }
    const note = (entry: FileVersionDiff['listed'][number]) => {
      diff[entry.change] += 1
      if (diff.listed.length < listedRows) diff.listed.push(entry)
    }
    eachRow(after, (key, { number, kind, currency, minor, line }) => {
      const was = old.get(key)?.shift()
      const common = { number, kind, currency, line } as const
      if (!was) note({ change: 'added', ...common, afterMinor: minor } as FileVersionDiff['listed'][number])
      else if (was.minor !== minor) note({ change: 'changed', ...common, beforeMinor: was.minor, afterMinor: minor } as FileVersionDiff['listed'][number])
    })
    for (const rows of old.values())
      for (const { number, kind, currency, minor, line } of rows) note({ change: 'removed', number, kind, currency, line, beforeMinor: minor } as FileVersionDiff['listed'][number])
    await host.found(diff)
  },
})

function eachRow(path: string, take: (key: string, row: { number: string; kind: string; currency: string; minor: number; line: number }) => void): void {
  const pack = openPack(path)
  try {
    for (let row = 0; row < pack.rows; row += 1) {
      const number = numberOf(pack, row)
      const kind = entryKinds[pack.kind[row] ?? 0] ?? 'other'
      const currency = pack.currencies[pack.currency[row] ?? 0] ?? ''
      take(`${kind} ${currency} ${number}`, { number, kind, currency, minor: pack.amountMinor[row] ?? 0, line: pack.line[row] ?? 0 })
    }
  } finally {
    pack.close()
  }
}

function numberOf(pack: Pack, row: number): string {
  for (const column of strongest) {
    const text = pack.text(column, row)
    if (text !== '') return text
  }
  return ''
}
