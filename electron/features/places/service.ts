import type { Place, PlaceFields } from '@shared/contract/places'
import { isZone } from '@shared/domain/days'
import { Fault } from '../../platform/errors/fault'
import type { RepositoryClient } from '../../platform/store/repository'
import type { PlaceImportItem } from './import-plan'
import { codeKeyOf, codeOf } from './place-code'
import type { ImportOutcome, KeyedFields, placesRepository } from './repository'

export interface PlacesOptions {
  repository: RepositoryClient<typeof placesRepository>
  newId: () => string
  /** Told the ids of the places that changed. */
  changed: (ids: string[]) => void
}

/** What changes things without a person: the example data and the take-over from practice. */
const program = 'MiniDesk'
const adoptedAtOnce = 200

interface Snapshot {
  places: readonly Place[]
  byId: ReadonlyMap<string, Place>
  byCode: ReadonlyMap<string, Place>
}

/** The places (酒店/门店) of one workspace, kept in memory: batches ask for one in every row. */
export class PlacesService {
  readonly #repository: PlacesOptions['repository']
  readonly #newId: PlacesOptions['newId']
  readonly #tellChanged: PlacesOptions['changed']
  #snapshot: Promise<Snapshot> | undefined

  constructor(options: PlacesOptions) {
    this.#repository = options.repository
    this.#newId = options.newId
    this.#tellChanged = options.changed
  }

  /** All places, archived ones too, from memory; not to be changed by the caller. */
  async all(): Promise<readonly Place[]> {
    return (await this.#read()).places
  }

  /** A place by MiniDesk's id, from memory; archived ones too. */
  async byId(id: string): Promise<Place | undefined> {
    return (await this.#read()).byId.get(id)
  }

  /** A place by the company's code, whatever its case and width; from memory, archived ones too. */
  async byCode(code: string): Promise<Place | undefined> {
    return (await this.#read()).byCode.get(codeKeyOf(code))
  }

  /** Those in use, by code; with `archived`, those put away as well, behind the others. */
  async list(archived: boolean): Promise<Place[]> {
    const places = (await this.all()).filter((place) => archived || !place.archived)
    return places.sort((a, b) => Number(a.archived) - Number(b.archived) || byText.compare(a.code, b.code))
  }

  /** @throws Fault `bridge.invalidInput` with the fields, `places.codeTaken` (params `code`, `name`) */
  async create(fields: PlaceFields, by = program): Promise<Place> {
    return this.#done(await this.#repository.insert({ id: this.#newId(), fields: usable(fields, ''), by }))
  }

  /**
   * @throws as {@link create}; Fault `places.changedMeanwhile` (params `name`, `by`, `at`) when `rev` is not the
   *   present one
   */
  async update(id: string, rev: number, fields: PlaceFields, by = program): Promise<Place> {
    return this.#done(await this.#repository.update({ id, rev, fields: usable(fields, 'fields.'), by }))
  }

  async archive(id: string, archived: boolean, by = program): Promise<Place> {
    return this.#done(await this.#repository.setArchived({ id, archived, by }))
  }

  /** What an import file is compared with: the places as they stand in the database. */
  importGround(): Promise<Place[]> {
    return this.#repository.all()
  }

  /** Writes a chunk of an import file in one transaction; the outcomes are in the order of the items. */
  async importRows(items: readonly PlaceImportItem[], by: string): Promise<ImportOutcome[]> {
    const rows = items.map(({ known, fields }) => ({
      id: known?.id ?? this.#newId(),
      ...(known ? { rev: known.rev } : {}),
      fields: keyed(fields),
    }))
    const outcomes = await this.#repository.importRows({ rows, by })
    this.#forget(rows.filter((_, index) => outcomes[index]?.ok).map(({ id }) => id))
    return outcomes
  }

  /** What 转为正式 takes over: places in use, with the mini programs by their ids in this workspace. */
  async transferable(): Promise<PlaceFields[]> {
    return (await this.all())
      .filter((place) => !place.archived)
      .map(({ code, name, zone, appIds, owner }) => ({ code, name, zone, appIds, owner }))
  }

  /**
   * Creates them here and says how many; one whose code stands here already is left as it is.
   * @param appIdMap ids of the mini programs there → here; one that is missing was not taken over
   */
  async adopt(places: readonly PlaceFields[], appIdMap: ReadonlyMap<string, string>): Promise<number> {
    const ids: string[] = []
    for (let at = 0; at < places.length; at += adoptedAtOnce) {
      const rows = places.slice(at, at + adoptedAtOnce).map((place) => {
        const appIds = place.appIds.flatMap((appId) => appIdMap.get(appId) ?? [])
        return { id: this.#newId(), fields: usable({ ...place, appIds }, '') }
      })
      ids.push(...(await this.#repository.adopt({ rows, by: program })))
    }
    this.#forget(ids)
    return ids.length
  }

  #read(): Promise<Snapshot> {
    if (this.#snapshot) return this.#snapshot
    const reading = this.#repository.all().then((places) => ({
      places,
      byId: new Map(places.map((place) => [place.id, place])),
      byCode: new Map(places.map((place) => [codeKeyOf(place.code), place])),
    }))
    this.#snapshot = reading
    reading.catch(() => {
      if (this.#snapshot === reading) this.#snapshot = undefined
    })
    return reading
  }

  #done(place: Place): Place {
    this.#forget([place.id])
    return place
  }

  /** After a write: what is in memory, or being read this moment, may be older than it. */
  #forget(ids: string[]): void {
    if (ids.length === 0) return
    this.#snapshot = undefined
    this.#tellChanged(ids)
  }
}

const byText = new Intl.Collator('zh-CN', { numeric: true })

/** The fields as they are stored. @throws Fault `bridge.invalidInput`; paths begin with `prefix` */
function usable(fields: PlaceFields, prefix: string): KeyedFields {
  if (!isZone(fields.zone))
    throw new Fault('bridge.invalidInput', {
      fields: [{ path: `${prefix}zone`, code: 'places.zoneUnknown', params: { text: fields.zone } }],
    })
  return keyed(fields)
}

function keyed(fields: PlaceFields): KeyedFields {
  return { ...fields, code: codeOf(fields.code), codeKey: codeKeyOf(fields.code), appIds: [...new Set(fields.appIds)] }
}
