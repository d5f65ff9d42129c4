import type { App } from '@shared/contract/apps'
import type { MessageParams } from '@shared/contract/error'
import { type Place, PlaceFields } from '@shared/contract/places'
import { comparableHeader } from '@shared/domain/cells/headers'
import type { ImportIssue, ImportLine, PlannedRow } from '../apps'
import type { PlaceColumn } from './field-synonyms'
import { codeKeyOf, codeOf } from './place-code'
import { zoneOf } from './zone-names'

/** What a row of the file wants. `known` is the place that it changes. */
export interface PlaceImportItem {
  known?: { id: string; rev: number }
  fields: PlaceFields
}

export interface PlaceImportGround {
  places: readonly Place[]
  apps: readonly App[]
}

const appSeparators = /[\n\r,，;；、|]+/u
const mostApps = 200

/**
 * Decides for each row of a file what it would do: a code that stands here is updated in the columns that are filled,
 * another is created. An empty cell leaves things as they are. Nothing is written.
 */
export function planPlaces(lines: readonly ImportLine[], ground: PlaceImportGround): PlannedRow<PlaceImportItem>[] {
  const byCode = new Map(ground.places.map((place) => [codeKeyOf(place.code), place]))
  const finder = new AppFinder(ground.apps)
  const firstLines = new Map<string, number>()
  return lines.map((line) => {
    const key = codeKeyOf(line.cells.get('code') ?? '')
    const issues: ImportIssue[] = []
    const firstLine = firstLines.get(key)
    if (firstLine !== undefined) issues.push(issue('code', 'places.codeRepeated', { line: firstLine }))
    else if (key !== '') firstLines.set(key, line.line)
    return planRow(line, byCode.get(key), issues, finder)
  })
}

function planRow(
  line: ImportLine,
  known: Place | undefined,
  issues: ImportIssue[],
  finder: AppFinder,
): PlannedRow<PlaceImportItem> {
  const cell = (column: PlaceColumn) => line.cells.get(column)
  const code = cell('code')
  const name = cell('name')
  const owner = cell('owner')
  const zoneText = cell('zone')
  const appsText = cell('apps')
  if (known?.archived) issues.push(issue('code', 'places.archived', { name: known.name }))
  if (code === undefined) issues.push(issue('code', 'required'))
  else issues.push(...textIssues('code', codeOf(code), 40, PlaceFields.shape.code))
  if (name !== undefined) issues.push(...textIssues('name', name, 100, PlaceFields.shape.name))
  else if (!known) issues.push(issue('name', 'required'))
  if (owner !== undefined) issues.push(...textIssues('owner', owner, 60, PlaceFields.shape.owner))
  const zone = zoneText === undefined ? undefined : zoneOf(zoneText)
  if (zoneText !== undefined && zone === undefined)
    issues.push(issue('zone', 'places.zoneUnknown', { text: excerpt(zoneText) }))
  const appIds = appsText === undefined ? undefined : finder.find(appsText, issues)

  const values = Object.fromEntries([...line.cells].map(([field, text]) => [field, excerpt(text, 2000)]))
  if (issues.length > 0) return { row: { line: line.line, values, action: 'refuse', issues } }
  const fields: PlaceFields = {
    // A place keeps its code as it was first written; case and width in a file are chance.
    code: known?.code ?? codeOf(code ?? ''),
    name: name ?? known?.name ?? '',
    zone: zone ?? known?.zone ?? 'Asia/Shanghai',
    appIds: appIds ?? known?.appIds ?? [],
    owner: owner ?? known?.owner ?? '',
  }
  const action = !known ? 'create' : sameFields(known, fields) ? 'unchanged' : 'update'
  const row = { line: line.line, values, action, issues } as const
  if (action === 'unchanged') return { row }
  return { row, item: { fields, ...(known ? { known: { id: known.id, rev: known.rev } } : {}) } }
}

/** Finds the mini programs that a cell names, by AppID or by name. */
class AppFinder {
  readonly #byAppId: ReadonlyMap<string, App>
  readonly #byName = new Map<string, App[]>()

  constructor(apps: readonly App[]) {
    this.#byAppId = new Map(apps.map((app) => [app.appId, app]))
    for (const app of apps) {
      if (app.archived) continue
      const key = comparableHeader(app.name)
      this.#byName.set(key, [...(this.#byName.get(key) ?? []), app])
    }
  }

  /** A cell that is one name as a whole is that one, also with a comma inside. */
  find(text: string, issues: ImportIssue[]): string[] {
    const whole = this.#byName.get(comparableHeader(text))
    const words = whole ? [text] : text.split(appSeparators).flatMap(splitAppIds)
    const ids = new Set<string>()
    for (const word of words.map((one) => one.trim()).filter((one) => one !== '')) {
      const byId = this.#byAppId.get(word.toLowerCase())
      const named = byId ? [byId] : (this.#byName.get(comparableHeader(word)) ?? [])
      const [app] = named
      if (!app) issues.push(issue('apps', 'places.appUnknown', { text: excerpt(word) }))
      else if (named.length > 1) issues.push(issue('apps', 'places.appAmbiguous', { text: excerpt(word) }))
      else ids.add(app.id)
    }
    if (ids.size > mostApps) issues.push(issue('apps', 'places.tooManyApps', { count: ids.size, max: mostApps }))
    return [...ids]
  }
}

/** Names may hold blanks, AppIDs do not: a word of several AppIDs is several words. */
function splitAppIds(word: string): string[] {
  const parts = word.trim().split(/\s+/u)
  return parts.every((part) => /^wx[0-9a-f]{16}$/i.test(part)) ? parts : [word]
}

function textIssues(
  field: PlaceColumn,
  text: string,
  maximum: number,
  schema: { safeParse(value: unknown): { success: boolean } },
): ImportIssue[] {
  if (text.length > maximum) return [issue(field, 'tooLong', { maximum })]
  return schema.safeParse(text).success ? [] : [issue(field, 'invalid')]
}

function sameFields(known: Place, fields: PlaceFields): boolean {
  return (
    known.code === fields.code &&
    known.name === fields.name &&
    known.zone === fields.zone &&
    known.owner === fields.owner &&
    JSON.stringify([...known.appIds].sort()) === JSON.stringify([...fields.appIds].sort())
  )
}

function excerpt(text: string, max = 60): string {
  const characters = Array.from(text.toWellFormed())
  return characters.length > max ? `${characters.slice(0, max).join('')}…` : characters.join('')
}

function issue(field: PlaceColumn, code: string, params: MessageParams = {}): ImportIssue {
  return { field, code, params }
}
