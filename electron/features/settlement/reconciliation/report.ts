import type { ReportData, ReportEvidence } from '../../reports'
import type { ReconciliationServices } from './commands'

export function reconciliationReport(_services: ReconciliationServices, _params: Record<string, string>): Promise<{ data: ReportData; evidence: ReportEvidence[] }> {
  return Promise.reject(new Error('soon'))
}
