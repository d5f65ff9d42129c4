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

export interface ReportsDesk {
  commands: HandlersOf<'reports', CallContext>
  /** Takes in what a feature offers. */
  register(kind: ReportKind): void
  /**
   * Makes the reports of a month of every kind that has subjects in it (statements, reconciliations) and copies them
   * into a folder, each in one of its own. Each is a job; ends with the last.
   * @returns the paths of all files, with `/` below `folder`
   */
  exportReports(wanted: { month: string; folder: string; doer: { operatorName: string; signal?: AbortSignal | undefined } }): Promise<{ files: string[] }>
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
    exportReports: async ({ month, folder, doer: { operatorName, signal } }) => {
      await mkdir(folder, { recursive: true })
      const copied: string[] = []
      for (const { maker, subjects } of kinds.all())
        for (const { params } of (await subjects?.(month)) ?? []) {
          const { id } = await works.make({ kind: maker.kind, params, formats: everyFormat, locale: 'zh-CN', by: operatorName }, signal)
          const { folder: name, files } = await service.copyTo(id, folder)
          copied.push(...files.map((file) => `${name}/${file}`))
        }
      return { files: copied }
    },
    recover: async () => {
      await works.clean()
      await service.clean()
    },
    stop: () => service.clean(),
  }
}
