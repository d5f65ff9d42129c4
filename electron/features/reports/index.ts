export type { BothTexts, ReportCell, ReportChart, ReportColumn, ReportData, ReportEvidence, ReportFact, ReportMaker, ReportTable } from './data'
