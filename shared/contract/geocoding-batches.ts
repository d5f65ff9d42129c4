import { z } from 'zod'
import { ColumnMapping } from './apps'
import { command } from './define'
import { ErrorEnvelope, MessageParams } from './error'
import { Coordinate, Coordinates, Datum, GeoAnswer, GeoArea, GeoDistance, GeoProviderId, GeoService, Pin } from './geocoding-values'
import { Id, Instant, line, pageInput, pageOf } from './values'

/**
 * A row's way: `unasked` → `accepted`, `review` (a person looks), `notFound`, `badInput` (an empty address among them) or
 * `failed` (the provider had trouble; may be asked again). A person makes of it `pinned`, `chosen` or `leftOut`.
 */
export const GeoRowState = z.enum(['unasked', 'accepted', 'review', 'notFound', 'badInput', 'failed', 'chosen', 'pinned', 'leftOut'])
export type GeoRowState = z.infer<typeof GeoRowState>

/** How rows are asked about. */
export const GeoPlan = z.strictObject({
  /** In the order in which they are asked. */
  providers: z.array(GeoProviderId).min(1).max(5),
  /**
   * `first`: only the first; `fallback`: the next where the answer is below `accept` or none; `compare`: all of them, and
   * answers that lie more than `farMetres` apart go to review.
   */
  mode: z.enum(['first', 'fallback', 'compare']),
  /** Confidence from which a row is accepted; below it, it goes to review. */
  accept: z.int().min(0).max(100).default(80),
  /** Confidence below which an answer counts as none. */
  reject: z.int().min(0).max(100).default(50),
  farMetres: z.int().min(1).max(1_000_000).default(200),
  area: GeoArea.default('auto'),
  country: z.string().trim().toUpperCase().regex(/^([A-Z]{2,3})?$/u).default(''),
  language: z.string().max(20).default('zh-CN'),
  /** How the address is put together: `{address}` or `{street}, {city} {postalCode}`; names are those of mapped fields. */
  template: z.string().max(300).default(''),
  /** Telephone numbers and names in brackets are left out before an address leaves the program. */
  stripPersonal: z.boolean().default(true),
  fresh: z.boolean().default(false),
})
export type GeoPlan = z.infer<typeof GeoPlan>

const GeoBatchState = z.enum(['reading', 'mapping', 'ready', 'running', 'stopped', 'finished', 'unreadable'])

export const GeoBatch = z.object({
  id: Id,
  name: z.string(),
  state: GeoBatchState,
  /** Why it stands still: a limit of the day that renews by itself, or something a person has to mend. */
  stop: z.object({ code: z.string(), params: MessageParams, until: Instant.optional() }).optional(),
  sourceName: z.string().optional(),
  headers: z.array(z.string()),
  mapping: ColumnMapping,
  mappingRemembered: z.boolean(),
  plan: GeoPlan.optional(),
  counts: z.record(GeoRowState, z.int()),
  totalRows: z.int(),
  /** Rows whose address is that of an earlier row: they share its answer. */
  duplicates: z.int(),
  calls: z.int(),
  cacheHits: z.int(),
  notices: z.array(z.object({ code: z.string(), params: MessageParams })),
  error: ErrorEnvelope.optional(),
  jobId: Id.optional(),
  createdBy: z.string(),
  createdAt: Instant,
})
export type GeoBatch = z.infer<typeof GeoBatch>

export const GeoRow = z.object({
  rowNo: z.int(),
  /** Line of the file, or row number of the sheet. */
  line: z.int(),
  cells: z.array(z.string()),
  /** What was put together from the cells and is asked. */
  address: z.string(),
  state: GeoRowState,
  /** Text key and params of what to know about it: 地址为空, too long, both providers far apart. */
  reasons: z.array(z.object({ code: z.string(), params: MessageParams })),
  answers: z.array(GeoAnswer),
  distances: z.array(GeoDistance),
  /** The answer that counts. */
  chosen: z
    .object({
      source: z.string(),
      position: Coordinate,
      positions: Coordinates,
      label: z.string(),
      precision: z.string(),
      confidence: z.int(),
      by: z.string().optional(),
      expiresAt: Instant.optional(),
    })
    .optional(),
  pin: Pin.optional(),
  sameAs: z.int().optional(),
  /** Line of that row in the sheet. */
  sameAsLine: z.int().optional(),
  /** The answer's term ended and it was forgotten; ask again. */
  ended: z.boolean(),
})
export type GeoRow = z.infer<typeof GeoRow>

/** What a run would take, before it starts. */
export const GeoForecast = z.object({
  rows: z.int(),
  empty: z.int(),
  duplicates: z.int(),
  /** Distinct addresses that have to be looked at. */
  addresses: z.int(),
  cached: z.int(),
  providers: z.array(
    z.object({
      provider: GeoProviderId,
      keyId: Id.optional(),
      keyName: z.string(),
      service: GeoService,
      /** Calls that are certain, and the most there can be (a fallback asks only where it must). */
      callsAtLeast: z.int(),
      callsAtMost: z.int(),
      leftToday: z.int(),
      perSecond: z.number(),
      /** Minor units, for the most calls. */
      costAtMost: z.int(),
      currency: z.string(),
      /** A key is missing or unusable: why. */
      problem: z.object({ code: z.string(), params: MessageParams }).optional(),
    }),
  ),
  secondsAtMost: z.int(),
  /** Days that the limits of a day stretch it to; 1 = today. */
  days: z.int(),
})
export type GeoForecast = z.infer<typeof GeoForecast>

const one = z.strictObject({ batchId: Id })
const row = { batchId: Id, rowNo: z.int().min(0) }

export const geocodingBatches = {
  'batches.create': command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'Start a batch from an uploaded CSV or XLSX, or from pasted cells whose first row is the header.',
    input: z.strictObject({
      name: line(100),
      source: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('file'), fileId: Id, sheet: z.string().max(100).optional() }),
        z.strictObject({
          kind: z.literal('cells'),
          cells: z.array(z.array(z.string().max(32_767)).max(200)).min(1).max(20_001),
        }),
      ]),
    }),
    output: z.object({ batchId: Id, jobId: Id }),
    job: true,
    // Where customers live stands in the batch and nowhere else.
    secrets: ['source.cells'],
  }),
  'batches.list': command({
    kind: 'query',
    access: 'geocoding.view',
    summary: 'Batches, newest first.',
    input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
    output: z.array(GeoBatch),
  }),
  'batches.get': command({ kind: 'query', access: 'geocoding.view', summary: 'One batch with its counts.', input: one, output: GeoBatch }),
  'batches.rows': command({
    kind: 'query',
    access: 'geocoding.view',
    summary: 'Rows in the order of the sheet.',
    input: z.strictObject({ batchId: Id, ...pageInput, states: z.array(GeoRowState).max(9).optional(), text: z.string().max(200).optional() }),
    output: pageOf(GeoRow),
  }),
  'batches.row': command({ kind: 'query', access: 'geocoding.view', summary: 'One row.', input: z.strictObject(row), output: GeoRow }),
  'batches.points': command({
    kind: 'query',
    access: 'geocoding.view',
    summary: 'Every row that has a position, for the map: WGS-84.',
    input: one,
    output: z.array(z.object({ rowNo: z.int(), line: z.int(), lat: z.number(), lng: z.number(), state: GeoRowState })),
  }),
  'batches.plan': command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'Set columns and plan, remember the columns, and put the addresses together; nothing is called.',
    input: z.strictObject({ batchId: Id, mapping: ColumnMapping, plan: GeoPlan }),
    output: z.object({ jobId: Id }),
    job: true,
  }),
  'batches.forecast': command({
    kind: 'query',
    access: 'geocoding.view',
    summary: 'What running it would take: calls, what is here already, limits left, time and money.',
    input: one,
    output: GeoForecast,
  }),
  'batches.run': command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'Ask about every row that is unasked. Runs on after a pause, a cancel or a killed program; no answer is paid twice.',
    input: one,
    output: z.object({ jobId: Id }),
    job: true,
    leftovers: true,
  }),
  'batches.again': command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'Put rows back to unasked: failed ones, or those of given states or numbers.',
    input: z.strictObject({
      batchId: Id,
      states: z.array(z.enum(['failed', 'notFound', 'review', 'accepted'])).max(4).optional(),
      rowNos: z.array(z.int().min(0)).max(20_000).optional(),
      fresh: z.boolean().default(false),
    }),
    output: GeoBatch,
  }),
  'batches.editRow': command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'Mend a row’s cells; it is unasked again.',
    input: z.strictObject({ ...row, cells: z.array(z.string().max(32_767)).max(200) }),
    output: GeoRow,
    secrets: ['cells'],
  }),
  'batches.decide': command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'A person decides about a row: takes a candidate, puts a pin with the reason, leaves it out, or takes the decision back.',
    input: z.strictObject({
      ...row,
      decision: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('take'), provider: GeoProviderId, candidate: z.int().min(0).max(99) }),
        z.strictObject({ kind: z.literal('pin'), position: Coordinate, why: line(300) }),
        z.strictObject({ kind: z.literal('leaveOut'), why: z.string().trim().max(300).default('') }),
        z.strictObject({ kind: z.literal('undo') }),
      ]),
      /** Rows with the same address get the same decision. */
      sameAddress: z.boolean().default(true),
    }),
    output: z.object({ row: GeoRow, alsoDecided: z.int(), next: z.int().optional() }),
    secrets: ['decision'],
  }),
  'batches.export': command({
    kind: 'effect',
    access: 'data.export',
    summary: 'The same sheet with position, datum, confidence, source and time added; or the positions as GeoJSON (WGS-84).',
    input: z.strictObject({
      batchId: Id,
      format: z.enum(['csv', 'xlsx', 'geojson']),
      /** Datum of the columns; GeoJSON is always WGS-84 (RFC 7946). `source`: as each provider gave it. */
      datum: z.union([Datum, z.literal('source')]).default('source'),
    }),
    output: z.object({ jobId: Id }),
    job: true,
  }),
  'batches.remove': command({
    kind: 'effect',
    access: 'geocoding.use',
    summary: 'Delete a batch with its addresses and answers.',
    input: one,
    output: z.object({ removed: z.boolean() }),
  }),
}
