import type { Refund } from '@shared/contract/payment-refunds'
import type { Clock } from '../../../platform/clock/clock'
import type { FileTickets } from '../../../platform/files/workspace-files'

/** What the papers about a refund are made from. */
export interface RefundDocumentParts {
  /** @throws Fault `payments.refundNotFound` */
  refund: (id: string) => Promise<Refund>
  clock: Clock
  newId: () => string
  /** Zone in which the workspace counts its days; every printed time names it. */
  zone: () => string
  filesDir: string
  tickets: FileTickets
  /** Folder of what comes with the program; the Chinese font stands in it. */
  resourcesDir: string
  /** Everything that leaves practice says so. */
  practiceMark: boolean
}

export type Locale = 'zh-CN' | 'en'
