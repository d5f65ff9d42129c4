import type { Coordinate, Datum, GeoProviderId, GeoService, Precision } from '@shared/contract/geocoding-values'
import type { GeoLimit } from '@shared/contract/geocoding'
import type { HttpClient } from '../../platform/http'

/** What a provider is asked: where an address is, or which address a position has. */
export type GeoQuestion =
  | {
      kind: 'address'
      address: string
      /** Decided by the caller; a provider that serves the whole world in one ignores it. */
      area: 'domestic' | 'overseas'
      /** ISO 3166-1 alpha-2 or alpha-3, or empty. */
      country: string
      /** `zh-CN`, `en`, `local`. */
      language: string
    }
  /** `at` in the datum that `GeoUpstream.datumFor` names; outside the mainland all are the same numbers. */
  | { kind: 'position'; at: Coordinate; mainland: boolean; language: string }

/** One place as the provider gave it, in its own datum, best first. */
export interface GeoReadCandidate {
  position: Coordinate
  label: string
  /** Alpha-3, or empty. */
  countryCode: string
  parts: { admin: string; city: string; district: string; street: string; houseNumber: string; postalCode: string }
  precision: Precision
  /** 0–100 (geocoding-and-face 7.1). */
  confidence: number
  score: string
  kind: string
}

/**
 * What a provider answered. That it refuses (wrong key, limit, trouble) is a Fault `geocoding.*`, told apart by
 * `geoTroubleOf`; that it knows no such place, or cannot read the address, is an answer and is final.
 */
export type GeoReading =
  | { state: 'found'; candidates: GeoReadCandidate[] }
  | { state: 'notFound' }
  | { state: 'badInput'; code: string; message: string }

/** The secrets of a key, opened for one call. */
export interface GeoCredentials {
  secrets: Record<string, string>
}

export interface GeoCall {
  correlationId: string
  /** Bucket of the rate limit; the caller says the limit for it. */
  rateKey: string
  signal?: AbortSignal | undefined
  /** Told of each request as it leaves: repeats, and a second one with a looser rule, count against the day too. */
  onSent?: (() => void) | undefined
  /** Told each time the provider says that there are too many a second, so that the caller can lower its rate. */
  onTooMany?: (() => void) | undefined
}

/** What is known about a provider; forms, checks and forecasts ask it. */
export interface GeoTraits {
  id: GeoProviderId
  fields: readonly { name: string; secret: boolean; required: boolean }[]
  services: readonly { service: GeoService; shipped: GeoLimit; dayZone: string; testAddress: string; testAt: Coordinate }[]
  storageDays: number | undefined
  languages: readonly string[]
  place: string
  facts: readonly { key: string; source: string; asOf: string; certain: boolean }[]
  help: { steps: readonly { key: string; url?: string }[]; source: string; asOf: string }
}

/** One provider behind the interface that all share. */
export interface GeoUpstream {
  traits: GeoTraits
  /** Which service a question uses: its limit counts. */
  serviceOf(question: GeoQuestion): GeoService
  /** The datum in which this provider is asked about a position in the mainland, or outside it. */
  datumFor(mainland: boolean): Datum
  /** @throws Fault `geocoding.*` or `http.*` where there is no answer */
  ask(question: GeoQuestion, credentials: GeoCredentials, call: GeoCall): Promise<GeoReading>
}

/**
 * What kind of trouble a refusal is (geocoding-and-face 7.2): `key`, `permission` and `billing` stop everything with this key;
 * `day` waits for the provider's next day; `rate` slows down; `temporary` may be tried again.
 */
export type GeoTrouble = 'key' | 'permission' | 'billing' | 'day' | 'rate' | 'temporary'

/** What providers are made with. */
export interface GeoTools {
  http: HttpClient
  /** In practice the stand-in's address without a slash at the end; absent: the provider's own hosts. */
  standIn: (provider: GeoProviderId) => Promise<string | undefined>
}

/** A provider before it is connected: what its folder exports. */
export interface GeoProviderKind {
  traits: GeoTraits
  /** Codes of the Faults that its client throws, with what kind of trouble each is. */
  troubles: Readonly<Record<string, GeoTrouble>>
  connect(tools: GeoTools): GeoUpstream
}
