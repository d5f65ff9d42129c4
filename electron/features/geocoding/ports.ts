import type { GeoAnswer, GeoProviderId, GeoService } from '@shared/contract/geocoding-values'
import type { GeoKey } from '@shared/contract/geocoding'

/** One address as it is asked of one provider; two that are the same question share one answer. */
export interface AddressQuestion {
  provider: GeoProviderId
  address: string
  area: 'auto' | 'domestic' | 'overseas'
  country: string
  language: string
}

/** What the batch room asks of the desk, which holds keys, limits and kept answers. */
export interface GeoAsking {
  /** Unicode form, blanks and case brought to one: two addresses with the same text are one. */
  normalised(address: string): string
  /** Kept answers whose term has not ended, in the order of the questions; one read for all of them. */
  kept(questions: readonly AddressQuestion[]): Promise<(GeoAnswer | undefined)[]>
  /**
   * Asks the provider, within the limits of the key, and keeps the answer as long as permitted before it is given back: a
   * program killed after that finds it by `kept`. An answer that is kept is given instead of a call unless `fresh`. The
   * same question asked twice at once is one call.
   * Never throws for what a provider says: `state: 'failed'` carries the error. @throws Fault where every further question
   * would fail for the same reason (`stopOf` tells which): no usable key, a wrong key, the day used up.
   */
  ask(question: AddressQuestion, how: { fresh: boolean; correlationId: string; signal?: AbortSignal }): Promise<GeoAnswer>
  /** The key that would be used, with what is left today; a problem as a text code where there is none. */
  keyFor(provider: GeoProviderId, service: GeoService): Promise<GeoKey | undefined>
  serviceOf(question: AddressQuestion): GeoService
  /** Why a Fault stops everything: until when, where the limit renews by itself. */
  stopOf(cause: unknown): { code: string; params: Record<string, string | number>; until?: string } | undefined
}
