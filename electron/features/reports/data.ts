import type { ReportData } from '@shared/domain/reports'

// What a report shows is read by its page too, outside this program; so the words for it are shared.
export type { BothTexts, ReportCell, ReportChart, ReportColumn, ReportData, ReportFact, ReportFigure, ReportRows, ReportTable } from '@shared/domain/reports'

/** A file that belongs to the evidence of a report: kept bytes of a source, a decision log, an attachment. */
export interface ReportEvidence {
  name: string
  path?: string
  text?: string
  sha256?: string
}

/** What a feature offers to the library: how a report of its kind is made. */
export interface ReportMaker {
  kind: string
  /** @throws Fault where there is nothing to report about */
  make(params: Record<string, string>): Promise<{ data: ReportData; evidence: ReportEvidence[] }>
}
