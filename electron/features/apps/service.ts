import { type App, type AppFields, ColumnMapping } from '@shared/contract/apps'
import { ability, isLinkKind } from '@shared/domain/links'
import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { Redactor } from '../../platform/log'
import type { RepositoryClient } from '../../platform/store/repository'
import type { SealedSecrets, Vault } from '../../platform/vault'
import { checkAppFields, checkSecret } from './fields'
import type { AppImportGround, AppImportItem } from './import-plan'
import type { appsRepository, ImportOutcome, RememberedMapping } from './repository'
import { appSecrets } from './secrets'

export interface AppsOptions {
  repository: RepositoryClient<typeof appsRepository>
  clock: Clock
  vault: Pick<Vault, 'seal' | 'open'>
  redactor: Pick<Redactor, 'learn'>
  newId: () => string
  /** Told the ids of the mini programs that changed. */
  changed: (ids: string[]) => void
}

/** A mini program on its way to another workspace: without secret, decisions and archive. */
export interface TransferableApp {
  /** Its id where it comes from; only a key for what refers to it. */
  sourceId: string
  fields: AppFields
}

/** What changes things without a person: the example data and the take-over from practice. */
const program = 'MiniDesk'
const adoptedAtOnce = 200

interface Snapshot {
  apps: readonly App[]
  byId: ReadonlyMap<string, App>
  byAppId: ReadonlyMap<string, App>
}

/** The mini programs of one workspace. There are at most a few hundred; all of them are kept in memory. */
export class AppsService {
  readonly #repository: AppsOptions['repository']
  readonly #newId: AppsOptions['newId']
  readonly #tellChanged: AppsOptions['changed']
  readonly #secrets: SealedSecrets
  #snapshot: Promise<Snapshot> | undefined

  constructor(options: AppsOptions) {
    this.#repository = options.repository
    this.#newId = options.newId
    this.#tellChanged = options.changed
    this.#secrets = appSecrets(options)
  }

  /** All mini programs, archived ones too, from memory; not to be changed by the caller. */
  async all(): Promise<readonly App[]> {
    return (await this.#read()).apps
  }

  /** A mini program by MiniDesk's id, from memory; archived ones too. */
  async byId(id: string): Promise<App | undefined> {
    return (await this.#read()).byId.get(id)
  }

  /** A mini program by its AppID (`wx…`), from memory; archived ones too. */
  async byAppId(appId: string): Promise<App | undefined> {
    return (await this.#read()).byAppId.get(appId)
  }

  /** Those in use, by name; with `archived`, those put away as well, behind the others. */
  async list(archived: boolean): Promise<App[]> {
    const apps = (await this.all()).filter((app) => archived || !app.archived)
    return apps.sort((a, b) => Number(a.archived) - Number(b.archived) || byName.compare(a.name, b.name))
  }

  /** @throws Fault `apps.notFound` */
  async get(id: string): Promise<App> {
    const app = await this.byId(id)
    if (!app) throw new Fault('apps.notFound')
    return app
  }

  /** @throws Fault `bridge.invalidInput` with the fields, `apps.appIdTaken` (params `name`, `appId`) */
  async create(fields: AppFields, by = program): Promise<App> {
    return this.#done(await this.#repository.insert({ id: this.#newId(), fields: usable(fields, ''), by }))
  }

  /**
   * @throws as {@link create}; Fault `apps.changedMeanwhile` (params `name`, `by`, `at`) when `rev` is not the present
   *   one; `apps.appIdTied` when a secret or links belong to the AppID that would change
   */
  async update(id: string, rev: number, fields: AppFields, by = program): Promise<App> {
    return this.#done(await this.#repository.update({ id, rev, fields: usable(fields, 'fields.'), by }))
  }

  async archive(id: string, archived: boolean, by = program): Promise<App> {
    return this.#done(await this.#repository.setArchived({ id, archived, by }))
  }

  /** @throws Fault `bridge.invalidInput` for what cannot be a secret, `apps.notFound`, `vault.locked` */
  async setSecret(id: string, secret: string): Promise<App> {
    const issues = checkSecret(secret)
    if (issues.length > 0) throw new Fault('bridge.invalidInput', { fields: issues })
    return this.#done(await this.#repository.setSecret({ id, secret: this.#secrets.seal(id, secret) }))
  }

  async removeSecret(id: string): Promise<App> {
    return this.#done(await this.#repository.setSecret({ id }))
  }

  /**
   * Notes that a link kind works for this mini program although the rules refuse it.
   * @throws Fault `bridge.invalidInput` for an unknown kind or missing evidence; `apps.overrideNotNeeded` where the
   *   rules allow the kind
   */
  async override(id: string, kind: string, evidence: string, by = program): Promise<App> {
    const fields = []
    if (!isLinkKind(kind)) fields.push({ path: 'kind', code: 'apps.kindUnknown' })
    if (evidence.trim() === '') fields.push({ path: 'evidence', code: 'required' })
    if (fields.length > 0) throw new Fault('bridge.invalidInput', { fields })
    const { name, subjectType } = await this.get(id)
    if (ability(kind, subjectType).allowed) throw new Fault('apps.overrideNotNeeded', { params: { name } })
    return this.#done(await this.#repository.putOverride({ id, kind, evidence: evidence.trim(), by }))
  }

  async revokeOverride(id: string, kind: string): Promise<App> {
    return this.#done(await this.#repository.dropOverride({ id, kind }))
  }

  /**
   * What a call to WeChat needs. Notes the use of the secret, at most once a minute.
   * @param appId the AppID, `wx…`
   * @throws Fault `apps.notFound`, `apps.noSecret`, `apps.secretUnreadable` (params `name`), `vault.locked`
   */
  async credentials(appId: string): Promise<{ secret: string }> {
    const app = await this.#requireByAppId(appId)
    const { secret, noted } = await this.#secrets.use(app)
    if (noted) this.#forget([app.id])
    return { secret }
  }

  /** Which token interface the mini program uses. @throws Fault `apps.notFound` */
  async tokenMode(appId: string): Promise<'stable' | 'token'> {
    return (await this.#requireByAppId(appId)).tokenMode
  }

  /** After the vault was opened: from now on no log shows a stored secret. */
  learnSecrets(): Promise<void> {
    return this.#secrets.learnAll()
  }

  /** What an import file is compared with; secrets only for somebody who may set them. */
  async importGround(maySetSecrets: boolean): Promise<AppImportGround> {
    const secrets = maySetSecrets ? await this.#secrets.all() : new Map<string, string>()
    return { apps: await this.#repository.all(), secrets, maySetSecrets }
  }

  /** Writes a chunk of an import file in one transaction; the outcomes are in the order of the items. */
  async importRows(items: readonly AppImportItem[], by: string): Promise<ImportOutcome[]> {
    const rows = items.map(({ known, appId, fields, secret }) => {
      const id = known?.id ?? this.#newId()
      const sealed = secret === undefined ? {} : { secret: this.#secrets.seal(id, secret) }
      if (known) return { id, rev: known.rev, appId, ...(fields ? { fields } : {}), ...sealed }
      if (!fields) throw new Fault('internal')
      return { id, appId, fields, ...sealed }
    })
    const outcomes = await this.#repository.importRows({ rows, by })
    this.#forget(rows.filter((_, index) => outcomes[index]?.ok).map(({ id }) => id))
    return outcomes
  }

  /** What 转为正式 takes over: mini programs in use, without secrets and decisions. */
  async transferable(): Promise<TransferableApp[]> {
    return (await this.all())
      .filter((app) => !app.archived)
      .map(({ id, name, appId, originalId, subjectType, tokenMode, pages, declaredPages, defaultTag }) => ({
        sourceId: id,
        fields: { name, appId, originalId, subjectType, tokenMode, pages, declaredPages, defaultTag },
      }))
  }

  /** Creates them here; one whose AppID stands here already is left as it is. Answers old id → new id. */
  async adopt(apps: readonly TransferableApp[]): Promise<Map<string, string>> {
    const ids = new Map<string, string>()
    for (let at = 0; at < apps.length; at += adoptedAtOnce) {
      const chunk = apps.slice(at, at + adoptedAtOnce)
      const rows = chunk.map(({ fields }) => ({ id: this.#newId(), fields: usable(fields, '') }))
      const adopted = await this.#repository.adopt({ rows, by: program })
      chunk.forEach(({ sourceId }, index) => {
        const id = adopted[index]
        if (id !== undefined) ids.set(sourceId, id)
      })
    }
    this.#forget([...ids.values()])
    return ids
  }

  /** Every remembered column mapping, of all purposes. */
  async transferableMappings(): Promise<RememberedMapping[]> {
    const stored = await this.#repository.mappings()
    return stored.flatMap(({ mapping, ...key }) => {
      const parsed = ColumnMapping.safeParse(mapping)
      return parsed.success ? [{ ...key, mapping: parsed.data }] : []
    })
  }

  /** Takes remembered mappings over and says how many. */
  async adoptMappings(mappings: RememberedMapping[]): Promise<number> {
    await this.#repository.rememberMappings(mappings)
    return mappings.length
  }

  /** Remembers which column held which field, for the next file with these headers. `purpose`: who imports. */
  async rememberMapping(purpose: string, headerSignature: string, mapping: ColumnMapping): Promise<void> {
    await this.#repository.rememberMappings([{ purpose, headerSignature, mapping }])
  }

  async recallMapping(purpose: string, headerSignature: string): Promise<ColumnMapping | undefined> {
    const parsed = ColumnMapping.safeParse(await this.#repository.mapping({ purpose, headerSignature }))
    return parsed.success ? parsed.data : undefined
  }

  async #requireByAppId(appId: string): Promise<App> {
    const app = await this.byAppId(appId)
    if (!app) throw new Fault('apps.notFound')
    return app
  }

  #read(): Promise<Snapshot> {
    if (this.#snapshot) return this.#snapshot
    const reading = this.#repository.all().then((apps) => ({
      apps,
      byId: new Map(apps.map((app) => [app.id, app])),
      byAppId: new Map(apps.map((app) => [app.appId, app])),
    }))
    this.#snapshot = reading
    reading.catch(() => {
      if (this.#snapshot === reading) this.#snapshot = undefined
    })
    return reading
  }

  #done(app: App): App {
    this.#forget([app.id])
    return app
  }

  /** After a write: what is in memory, or being read this moment, may be older than it. */
  #forget(ids: string[]): void {
    if (ids.length === 0) return
    this.#snapshot = undefined
    this.#tellChanged(ids)
  }
}

const byName = new Intl.Collator('zh-CN', { numeric: true })

/** The fields as they are stored. @throws Fault `bridge.invalidInput`; paths begin with `prefix` */
function usable(fields: AppFields, prefix: string): AppFields {
  const checked = checkAppFields(fields)
  if (checked.issues.length === 0) return checked.fields
  throw new Fault('bridge.invalidInput', {
    fields: checked.issues.map((issue) => ({ ...issue, path: prefix + issue.path })),
  })
}
