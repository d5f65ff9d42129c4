import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../../bridge/context'
import { guestMessage } from './guest-message'
import type { RefundDocumentParts } from './parts'
import { slipFile } from './slip'

type Documents = Pick<HandlersOf<'payments', CallContext>, 'refunds.guestMessage' | 'refunds.slip'>

/** The papers about a refund: what the guest is told, and the slip. */
export function refundDocumentCommands(parts: RefundDocumentParts): Documents {
  return {
    'refunds.guestMessage': async ({ id }) => guestMessage(await parts.refund(id), parts.zone()),
    'refunds.slip': ({ id, locale }) => slipFile(parts, id, locale),
  }
}
