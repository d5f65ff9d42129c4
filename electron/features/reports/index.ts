import { mkdir } from 'node:fs/promises'
import type { HandlersOf } from '@shared/contract'
import type { ReportFormat } from '@shared/contract/reports'
import type { CallContext } from '../../bridge/context'
import { reportsCommands } from './commands'
import { type ReportKind, ReportKinds } from './kinds'
import { ReportWorks } from './making'
import { ManifestSeal } from './manifest'
import type { ReportsParts } from './parts'
import { ReportsService } from './service'

export type { BothTexts, ReportCell, ReportChart, ReportColumn, ReportData, ReportEvidence, ReportFact, ReportMaker, ReportTable } from './data'
export type { ReportKind } from './kinds'
export { auditMaker } from './makers/audit'
export { linksMaker } from './makers/links'
export { refundsMaker } from './makers/refunds'
export type { ReportsParts } from './parts'
export { reportsRepository } from './repository'

/** A report that was made for a script: where it was copied to. */
export interface ExportedReport {
  id: string
  kind: string
  folder: string
  files: string[]
}

export interface ReportsDesk {
  commands: HandlersOf<'reports', CallContext>
  /** Takes in what a feature offers. */
  register(kind: ReportKind): void
  /**
   * Makes the reports of a month of every kind that has subjects in it (statements, reconciliations) and copies them
   * into a folder. Each is a job of its own; ends with the last.
   */
  exportReports(month: string, folder: string, doer: { operatorName: string; signal?: AbortSignal | undefined }): Promise<ExportedReport[]>
  /** What an earlier run left half made is removed. */
  recover(): Promise<void>
  stop(): Promise<void>
}

const everyFormat: ReportFormat[] = ['html', 'xlsx', 'csv', 'pdf', 'archive']

/** Plugs the library of reports together. */
export function openReports(parts: ReportsParts): ReportsDesk {
  const kinds = new ReportKinds()
  const seal = new ManifestSeal(parts.vault)
  const service = new ReportsService(parts, { kinds, seal })
  const works = new ReportWorks(parts, { kinds, seal, put: (folder, manifest, hash) => service.put(folder, manifest, hash) })
  return {
    commands: reportsCommands({ service, works, kinds }),
    register: (kind) => kinds.register(kind),
    exportReports: async (month, folder, { operatorName, signal }) => {
      await mkdir(folder, { recursive: true })
      const exported: ExportedReport[] = []
      for (const { maker, subjects } of kinds.all())
        for (const { params } of (await subjects?.(month)) ?? []) {
          const { id } = await works.make({ kind: maker.kind, params, formats: everyFormat, locale: 'zh-CN', by: operatorName }, signal)
          exported.push({ id, kind: maker.kind, ...(await service.copyTo(id, folder)) })
        }
      return exported
    },
    recover: async () => {
      await works.clean()
      await service.clean()
    },
    stop: () => service.clean(),
  }
}
