import type { ErrorEnvelope } from '@shared/contract/error'
import type { Doer } from './doer'

/** What the feature `short-addresses` does for a link that gets a new text. */
export interface ShortAddressPort {
  /** The addresses that lead to a link; `canRepoint`: their service can be told a new target. */
  targetsOf(linkId: string): Promise<{ id: string; address: string; canRepoint: boolean }[]>
  /** Lets an address lead to another text. Never throws; what the service says is the outcome. */
  repoint(
    linkId: string,
    text: string,
    doer: Doer,
  ): Promise<{ address: string; outcome: 'done' | 'refused' | 'unknown' | 'byHand'; error?: ErrorEnvelope }[]>
}
