import { z } from 'zod'
import { ErrorEnvelope } from './error'
import { Id, Instant } from './values'

/** The system in which a pair of numbers is a place: GPS and providers abroad, maps at home, Baidu. */
export const Datum = z.enum(['wgs84', 'gcj02', 'bd09'])
export type Datum = z.infer<typeof Datum>

/** A place in degrees. Latitude and longitude are always named, never an ordered pair. */
export const Coordinate = z.strictObject({
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
  datum: Datum,
})
export type Coordinate = z.infer<typeof Coordinate>

/** The same place in every datum. Outside the mainland all three are the same numbers: the offset does not exist there. */
export const Coordinates = z.object({
  wgs84: Coordinate,
  gcj02: Coordinate,
  bd09: Coordinate,
  /** Whether the offset of mainland maps applies here, by the border and not by a rectangle. */
  mainland: z.boolean(),
})
export type Coordinates = z.infer<typeof Coordinates>

/** A provider's own name, `tencent` or `here`; a third is one folder under `electron/upstream`. */
export const GeoProviderId = z.string().regex(/^[a-z][a-z0-9-]{1,30}$/u)
export type GeoProviderId = z.infer<typeof GeoProviderId>

/**
 * What is asked of a provider is counted by service, because each has its own limit: `domestic` and `overseas` at Tencent,
 * `world` at HERE.
 */
export const GeoService = z.string().regex(/^[a-z]{1,20}$/u)
export type GeoService = z.infer<typeof GeoService>

/** From the finest to the coarsest (geocoding-and-face 7.1). */
export const Precision = z.enum(['rooftop', 'interpolated', 'street', 'area', 'city', 'region', 'unknown'])
export type Precision = z.infer<typeof Precision>

/** Where an address is looked for: `auto` takes it for one at home when it is written in Chinese and names no other country. */
export const GeoArea = z.enum(['auto', 'domestic', 'overseas'])
export type GeoArea = z.infer<typeof GeoArea>

/** One place that a provider offers for an address. */
export const GeoCandidate = z.object({
  /** As the provider gave it, in its datum. */
  position: Coordinate,
  positions: Coordinates,
  /** The address as the provider writes it; may be empty. */
  label: z.string(),
  /** ISO 3166-1 alpha-3; empty where the provider does not say. */
  countryCode: z.string(),
  /** State or province, city, district, street, house number, postcode: as far as given. */
  parts: z.object({
    admin: z.string(),
    city: z.string(),
    district: z.string(),
    street: z.string(),
    houseNumber: z.string(),
    postalCode: z.string(),
  }),
  precision: Precision,
  /** 0–100, MiniDesk's own measure (geocoding-and-face 7.1); the provider's own score stands beside it. */
  confidence: z.int().min(0).max(100),
  /** `reliability 7, level 9` or `queryScore 0.94`: what the provider said, untranslated. */
  score: z.string(),
  /** The provider's own name of the result kind; new ones are kept as they come. */
  kind: z.string(),
})
export type GeoCandidate = z.infer<typeof GeoCandidate>

/** What one provider said about one address, or about one position. */
export const GeoAnswer = z.object({
  provider: GeoProviderId,
  service: GeoService,
  keyId: Id.optional(),
  /** `failed`: there is no answer; `error` says why. */
  state: z.enum(['found', 'notFound', 'badInput', 'failed']),
  /** Best first. */
  candidates: z.array(GeoCandidate),
  error: ErrorEnvelope.optional(),
  /** True where the answer was here already and no call was made. */
  cached: z.boolean(),
  fetchedAt: Instant.optional(),
  /** The provider permits to keep it until then. */
  expiresAt: Instant.optional(),
})
export type GeoAnswer = z.infer<typeof GeoAnswer>

/** A place that a person put there: never expires, and says who and why. */
export const Pin = z.object({
  position: Coordinate,
  positions: Coordinates,
  why: z.string(),
  by: z.string(),
  at: Instant,
})
export type Pin = z.infer<typeof Pin>

/** How far the best answers of two providers lie apart. */
export const GeoDistance = z.object({ a: GeoProviderId, b: GeoProviderId, metres: z.number(), far: z.boolean() })
export type GeoDistance = z.infer<typeof GeoDistance>
