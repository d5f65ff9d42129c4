import type { ReportMaking } from '@shared/domain/reports'
import type { ReportData, ReportRows } from '../data'

/** What every writer is given. */
export interface Writing {
  data: ReportData<ReportRows>
  made: ReportMaking
  /** Of sheets and paper; the page has both languages. */
  locale: 'zh-CN' | 'en'
  signal: AbortSignal
}
