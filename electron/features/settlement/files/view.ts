import type { FileProfile, SettlementFile } from '@shared/contract/settlement-files'
import type { EntryRow } from '@shared/contract/settlement-values'
import { beijingDay } from '@shared/domain/beijing-time'
import type { Entry } from '../engine/types'
import type { SourceFile } from '../ports'
import { profiles } from './profiles'
import type { FileRecord } from './records'

/** A file as screens see it. */
export function toFile(record: FileRecord, accounts: ReadonlyMap<string, string>): SettlementFile {
  const { data, accountId } = record
  return {
    ...{ id: record.id, name: record.name, container: record.container, bytes: record.bytes, sha256: record.sha256, step: record.step, origin: record.origin },
    ...{ source: record.source, profile: record.profile, billType: record.billType, months: record.months, rows: record.rows, problems: record.problems },
    ...(accountId === '' ? {} : { account: { id: accountId, name: accounts.get(accountId) ?? '' } }),
    ...(record.day === null ? {} : { day: record.day }),
    ...{ leftOut: data.leftOut, corrected: data.corrected, control: data.control, hashChecked: record.hashChecked, sums: data.sums, intakeId: record.intakeId },
    ...(record.jobId === null ? {} : { jobId: record.jobId }),
    ...(data.error === null ? {} : { error: data.error }),
    ...(record.replacedBy === null ? {} : { replacedBy: record.replacedBy }),
    ...(record.replaces === null ? {} : { replaces: record.replaces }),
    ...{ addedAt: record.addedAt, addedBy: record.addedBy, loadedBy: record.loadedBy, rev: record.rev },
    ...(record.loadedAt === null ? {} : { loadedAt: record.loadedAt }),
  }
}

/** The same for the other rooms. */
export function toSourceFile(record: FileRecord): SourceFile {
  const { step, data } = record
  return {
    ...{ id: record.id, name: record.name, sha256: record.sha256, source: record.source, accountId: record.accountId, billType: record.billType },
    day: record.day ?? undefined,
    months: record.months,
    state: step === 'loaded' || step === 'replaced' || step === 'failed' ? step : 'received',
    ...{ rows: record.rows, problems: record.problems, control: record.control, hashChecked: record.hashChecked },
    loadedAt: record.loadedAt ?? undefined,
    ...(data.control.chain === undefined ? {} : { chain: data.control.chain }),
  }
}

/** A row of a pack as it is shown. */
export function toEntryRow(record: FileRecord, row: number, entry: Entry): EntryRow {
  const at = Number.isNaN(entry.atMs) ? undefined : new Date(entry.atMs)
  const number = (key: 'feeMinor' | 'settledMinor' | 'balanceMinor') => (Number.isNaN(entry[key]) ? {} : { [key]: entry[key] })
  return {
    ref: { fileId: record.id, row },
    ...{ fileName: record.name, sheet: entry.sheet, line: entry.line, source: record.source },
    ...{ kind: entry.kind, outcome: entry.outcome, rawState: entry.rawState, currency: entry.currency, amountMinor: entry.amountMinor },
    ...(at ? { at: at.toISOString(), day: beijingDay(entry.atMs) } : {}),
    ...number('feeMinor'),
    ...number('settledMinor'),
    ...number('balanceMinor'),
    ...(entry.settledCurrency === '' ? {} : { settledCurrency: entry.settledCurrency }),
    ...{ merchantNo: entry.merchantNo, providerNo: entry.providerNo, wechatNo: entry.wechatNo, refundNo: entry.refundNo, providerRefundNo: entry.providerRefundNo },
    ...{ group: entry.group, scene: entry.scene, place: entry.place, title: entry.title },
    ...(entry.orderId === '' ? {} : { orderId: entry.orderId }),
  }
}

export const shownProfiles: FileProfile[] = profiles.map(({ id, provider, source, billType, ofAccount, daily }) => ({ id, provider, source, billType, ofAccount, daily }))
