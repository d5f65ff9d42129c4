import { z } from 'zod'
import { command } from './define'
import { geocodingBatches } from './geocoding-batches'
import {
  Coordinate,
  Coordinates,
  GeoAnswer,
  GeoArea,
  GeoCandidate,
  GeoDistance,
  GeoProviderId,
  GeoService,
  Pin,
} from './geocoding-values'
import { Id, Instant, line } from './values'

/** What a provider allows within a service, as the operator's contract with it says; defaults are dated. */
export const GeoLimit = z.strictObject({
  service: GeoService,
  perSecond: z.number().min(0.1).max(10_000),
  perDay: z.int().min(0).max(100_000_000),
})
export type GeoLimit = z.infer<typeof GeoLimit>

/** A provider as the program knows it: what it asks for and what is known about it. */
export const GeoProvider = z.object({
  id: GeoProviderId,
  fields: z.array(z.object({ name: z.string(), secret: z.boolean(), required: z.boolean() })),
  services: z.array(
    z.object({
      service: GeoService,
      shipped: GeoLimit,
      /** Zone in which the provider's day begins. */
      dayZone: z.string(),
    }),
  ),
  /** Days for which answers may be kept unless the contract says more; absent: as long as wanted. */
  storageDays: z.int().optional(),
  languages: z.array(z.string()),
  /** Where the provider's computers stand: said before addresses leave the program. Text key. */
  place: z.string(),
  facts: z.array(z.object({ key: z.string(), source: z.string(), asOf: z.iso.date(), certain: z.boolean() })),
  /** How to get a key: steps as text keys, with their source and day. */
  help: z.object({
    steps: z.array(z.object({ key: z.string(), url: z.string().optional() })),
    source: z.string(),
    asOf: z.iso.date(),
  }),
})
export type GeoProvider = z.infer<typeof GeoProvider>

export const GeoKeyFields = z.strictObject({
  provider: GeoProviderId,
  name: line(60),
  /** Keys of the same account share its limits: give them the same name here. Empty: the key has limits of its own. */
  account: z.string().trim().max(60).default(''),
  limits: z.array(GeoLimit).max(6),
  /** Days for which answers of this key may be kept; 0 = not at all. Never more than the provider permits unless `permanent`. */
  storageDays: z.int().min(0).max(36_500),
  /** The account has bought the right to keep answers longer than the provider's usual term. */
  permanent: z.boolean().default(false),
  /** What 1,000 calls cost, in minor units of `currency`; 0 = included. */
  pricePerThousand: z.int().min(0).max(100_000_000).default(0),
  currency: z.string().regex(/^[A-Z]{3}$/u).default('CNY'),
})
export type GeoKeyFields = z.infer<typeof GeoKeyFields>

export const GeoUsage = z.object({
  service: GeoService,
  /** The provider's day, in its zone. */
  day: z.iso.date(),
  dayZone: z.string(),
  used: z.int(),
  perDay: z.int(),
  perSecond: z.number(),
  /** The provider itself said that the day is used up. */
  exhausted: z.boolean(),
})
export type GeoUsage = z.infer<typeof GeoUsage>

export const GeoKey = z.object({
  id: Id,
  fields: GeoKeyFields,
  secrets: z.array(z.object({ name: z.string(), last4: z.string(), setAt: Instant, lastUsedAt: Instant.optional() })),
  missing: z.array(z.string()),
  usage: z.array(GeoUsage),
  archived: z.boolean(),
  rev: z.int(),
  updatedAt: Instant,
})
export type GeoKey = z.infer<typeof GeoKey>

/** A single look-up as it is kept: the address, what providers said as long as they permit, and the pin. */
export const Lookup = z.object({
  id: Id,
  kind: z.enum(['address', 'position']),
  address: z.string(),
  at: Coordinate.optional(),
  area: GeoArea,
  country: z.string(),
  language: z.string(),
  answers: z.array(GeoAnswer),
  distances: z.array(GeoDistance),
  pin: Pin.optional(),
  /** Earlier pins, newest first. */
  earlierPins: z.array(Pin),
  createdBy: z.string(),
  createdAt: Instant,
})
export type Lookup = z.infer<typeof Lookup>

/** Where a place (酒店/门店) is. */
export const PlaceLocation = z.object({
  place: z.object({ id: Id, code: z.string(), name: z.string(), archived: z.boolean() }),
  location: z
    .object({
      position: Coordinate,
      positions: Coordinates,
      address: z.string(),
      /** `manual` for a pin, else the provider. */
      source: z.string(),
      why: z.string(),
      by: z.string(),
      at: Instant,
      /** Given by a provider that permits no longer keeping: to be looked up again or confirmed by hand before. */
      expiresAt: Instant.optional(),
    })
    .optional(),
  /** A location was here and its term ended. */
  ended: Instant.optional(),
  history: z.array(z.object({ at: Instant, by: z.string(), source: z.string(), why: z.string(), positions: Coordinates.optional() })),
  rev: z.int(),
})
export type PlaceLocation = z.infer<typeof PlaceLocation>

const request = {
  area: GeoArea.default('auto'),
  /** ISO 3166-1 alpha-2 or alpha-3 of the country to look in; empty: anywhere. */
  country: z.string().trim().toUpperCase().regex(/^([A-Z]{2,3})?$/u).default(''),
  /** `zh-CN`, `en`, or `local`. */
  language: z.string().max(20).default('zh-CN'),
  /** Which to ask; absent: every provider that has a usable key. */
  providers: z.array(GeoProviderId).min(1).max(10).optional(),
  /** True asks again although the answer is here. */
  fresh: z.boolean().default(false),
}
const one = z.strictObject({ id: Id })

export const geocoding = {
  ...geocodingBatches,
  providers: command({
    kind: 'query',
    access: 'geocoding.view',
    summary: 'The providers that addresses can be asked of, with their facts and how to get a key.',
    input: z.strictObject({}),
    output: z.array(GeoProvider),
  }),
  'keys.list': command({
    kind: 'query',
    access: 'geocoding.view',
    summary: 'Keys of providers with what is used of their limits today.',
    input: z.strictObject({ archived: z.boolean().default(false) }),
    output: z.array(GeoKey),
  }),
  'keys.create': command({
    kind: 'effect',
    access: 'geocoding.configure',
    summary: 'Add a key of a provider; its secrets follow.',
    input: GeoKeyFields,
    output: GeoKey,
  }),
  'keys.update': command({
    kind: 'effect',
    access: 'geocoding.configure',
    summary: 'Change a key; `rev` is the revision that was read.',
    input: z.strictObject({ id: Id, rev: z.int(), fields: GeoKeyFields }),
    output: GeoKey,
  }),
  'keys.archive': command({
    kind: 'effect',
    access: 'geocoding.configure',
    summary: 'Put a key away or bring it back.',
    input: z.strictObject({ id: Id, archived: z.boolean() }),
    output: GeoKey,
  }),
  'keys.setSecret': command({
    kind: 'effect',
    access: 'geocoding.secrets',
    summary: 'Seal a secret of a key: the key itself, or the SK that signs.',
    input: z.strictObject({ id: Id, name: z.string().max(40), secret: z.string().min(1).max(400) }),
    output: GeoKey,
    secrets: ['secret'],
  }),
  'keys.removeSecret': command({
    kind: 'effect',
    access: 'geocoding.secrets',
    summary: 'Forget a secret of a key.',
    input: z.strictObject({ id: Id, name: z.string().max(40) }),
    output: GeoKey,
  }),
  'keys.test': command({
    kind: 'effect',
    access: 'geocoding.configure',
    summary: 'Ask for a known address in each service of a key; each answer costs one call.',
    input: one,
    output: z.array(
      z.object({ service: GeoService, ok: z.boolean(), milliseconds: z.int(), answer: GeoAnswer, metresOff: z.number().optional() }),
    ),
  }),
  lookup: command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'Ask the providers where an address is, side by side. An empty one is refused as such (地址为空).',
    input: z.strictObject({ address: z.string().max(4000), ...request }),
    output: Lookup,
    secrets: ['address'],
  }),
  reverse: command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'Ask the providers which address a position has.',
    input: z.strictObject({ at: Coordinate, ...request }),
    output: Lookup,
    secrets: ['at'],
  }),
  'lookups.list': command({
    kind: 'query',
    access: 'geocoding.view',
    summary: 'The last single look-ups, newest first.',
    input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
    output: z.array(Lookup),
  }),
  'lookups.get': command({ kind: 'query', access: 'geocoding.view', summary: 'One look-up.', input: one, output: Lookup }),
  'lookups.remove': command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'Forget look-ups; without ids all of them. What was saved to a place stays.',
    input: z.strictObject({ ids: z.array(Id).max(500).optional() }),
    output: z.object({ removed: z.int() }),
  }),
  pin: command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'Correct a look-up by hand: where it is, and why.',
    input: z.strictObject({ id: Id, position: Coordinate, why: line(300) }),
    output: Lookup,
    secrets: ['position'],
  }),
  convert: command({
    kind: 'query',
    access: 'geocoding.view',
    summary: 'Positions in every datum; outside the mainland nothing is moved.',
    input: z.strictObject({ positions: z.array(Coordinate).min(1).max(500) }),
    output: z.array(Coordinates),
  }),
  'places.list': command({
    kind: 'query',
    access: 'geocoding.view',
    summary: 'Places with where they are.',
    input: z.strictObject({ archived: z.boolean().default(false) }),
    output: z.array(PlaceLocation),
  }),
  'places.save': command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'Save to a place where it is: a candidate of a look-up, or a position by hand with the reason. `rev` is what was read.',
    input: z.strictObject({
      placeId: Id,
      rev: z.int(),
      from: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('answer'), lookupId: Id, provider: GeoProviderId, candidate: z.int().min(0).max(99) }),
        z.strictObject({ kind: z.literal('pin'), lookupId: Id }),
        z.strictObject({ kind: z.literal('hand'), position: Coordinate, address: z.string().trim().max(500), why: line(300) }),
      ]),
    }),
    output: PlaceLocation,
  }),
  'places.remove': command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'Take the location of a place away.',
    input: z.strictObject({ placeId: Id, rev: z.int(), why: line(300) }),
    output: PlaceLocation,
  }),
  'cache.status': command({
    kind: 'query',
    access: 'geocoding.view',
    summary: 'What is kept of each provider, until when, and when the last purge ran.',
    input: z.strictObject({}),
    output: z.object({
      providers: z.array(
        z.object({ provider: GeoProviderId, answers: z.int(), hits: z.int(), nextEnd: Instant.optional(), lastEnd: Instant.optional() }),
      ),
      purgedAt: Instant.optional(),
      purged: z.int(),
    }),
  }),
  'cache.clear': command({
    kind: 'effect',
    access: 'geocoding.configure',
    summary: 'Forget kept answers of one provider, or of all.',
    input: z.strictObject({ provider: GeoProviderId.optional() }),
    output: z.object({ removed: z.int() }),
  }),
}

export { GeoCandidate }
