import type { Coordinate, GeoProviderId, GeoService, Precision } from '@shared/contract/geocoding-values'
import type { GeoLimit } from '@shared/contract/geocoding'

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
  /** @throws Fault `geocoding.*` or `http.*` where there is no answer */
  ask(question: GeoQuestion, credentials: GeoCredentials, call: GeoCall): Promise<GeoReading>
}

/**
 * What kind of trouble a refusal is (geocoding-and-face 7.2): `key`, `permission` and `billing` stop everything with this key;
 * `day` waits for the provider's next day; `rate` slows down; `temporary` may be tried again.
 */
export type GeoTrouble = 'key' | 'permission' | 'billing' | 'day' | 'rate' | 'temporary'
