import type { ReportMaking } from '@shared/domain/reports'
import type { ReportData } from '../data'

/** What every writer is given. */
export interface Writing {
  data: ReportData
  made: ReportMaking
  /** Of sheets and paper; the page has both languages. */
  locale: 'zh-CN' | 'en'
  signal: AbortSignal
}
