import { z } from 'zod'
import { ImportPreview, ImportResult, importInput } from './apps'
import { command } from './define'
import { Id, Instant, line, Zone } from './values'

/** A place (酒店/门店): the dimension that links, orders and statements carry. */
export const PlaceFields = z.strictObject({
  /** The company's own short code, unique: it is what spreadsheets name. */
  code: line(40),
  name: line(100),
  zone: Zone.default('Asia/Shanghai'),
  /** Mini programs (their ids) that this place uses. */
  appIds: z.array(Id).max(200).default([]),
  /** Who answers for it: a person or a department. */
  owner: z.string().trim().max(60).default(''),
})
export type PlaceFields = z.infer<typeof PlaceFields>

export const Place = z.object({
  id: Id,
  code: z.string(),
  name: z.string(),
  zone: z.string(),
  appIds: z.array(z.string()),
  owner: z.string(),
  archived: z.boolean(),
  rev: z.int(),
  updatedAt: Instant,
})
export type Place = z.infer<typeof Place>

export const places = {
  list: command({
    kind: 'query',
    access: 'places.view',
    summary: 'All places.',
    input: z.strictObject({ archived: z.boolean().default(false) }),
    output: z.array(Place),
  }),
  create: command({ kind: 'effect', access: 'places.edit', summary: 'Add a place.', input: PlaceFields, output: Place }),
  update: command({
    kind: 'effect',
    access: 'places.edit',
    summary: 'Change a place; `rev` is the revision that was read.',
    input: z.strictObject({ id: Id, rev: z.int(), fields: PlaceFields }),
    output: Place,
  }),
  archive: command({
    kind: 'effect',
    access: 'places.edit',
    summary: 'Put a place away or bring it back; what carries it stays.',
    input: z.strictObject({ id: Id, archived: z.boolean() }),
    output: Place,
  }),
  previewImport: command({
    kind: 'query',
    access: 'places.edit',
    summary: 'Read a CSV or XLSX of places and say row by row what would happen.',
    input: importInput,
    output: ImportPreview,
  }),
  import: command({
    kind: 'effect',
    access: 'places.edit',
    summary: 'Import the rows of a CSV or XLSX that can be imported.',
    input: importInput,
    output: ImportResult,
  }),
}
