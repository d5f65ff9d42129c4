import { type DatedLimit, WorkspaceSettings } from '@shared/contract/settings'
import { type BillLimitValues, billLimitValues } from '@shared/domain/bills'
import { type IdentityLimitValues, identityLimitValues } from '@shared/domain/identity'
import { type LedgerLimitValues, ledgerLimitValues } from '@shared/domain/ledger'
import { type LinkLimitValues, linkLimitValues } from '@shared/domain/links'
import { isZone } from '@shared/domain/days'
import { z } from 'zod'
import { Fault } from '../../platform/errors/fault'
import type { RepositoryClient } from '../../platform/store/repository'
import { type LimitGroup, limitGroups, shippedLimits } from './limit-groups'
import type { SettingRow, settingsRepository } from './repository'

const defaults: WorkspaceSettings = {
  idleLockMinutes: 15,
  zone: 'Asia/Shanghai',
  proxy: 'environment',
  callLogDays: 90,
  reuseWindowMinutes: 1440,
  reuseMinRemainingMinutes: 4320,
}

const StoredLimit = z.object({ value: z.number(), source: z.string(), asOf: z.iso.date() })
const limitPrefix = 'limits.'
/** Values of other features that are rules, not state: 转为正式 takes them along. */
const rulePrefixes = ['adviser.', 'sms.', 'payments.', 'identity.']

/** The settings of one workspace, kept in memory because every check asks for them. */
export class SettingsService {
  readonly #repository: RepositoryClient<typeof settingsRepository>
  readonly #changed: () => void
  #rows = new Map<string, SettingRow>()

  constructor(options: { repository: RepositoryClient<typeof settingsRepository>; changed: () => void }) {
    this.#repository = options.repository
    this.#changed = options.changed
  }

  /** Reads everything once; call when the workspace opens. */
  async load(): Promise<void> {
    this.#rows = new Map((await this.#repository.all()).map((row) => [row.key, row]))
  }

  get(): WorkspaceSettings {
    const stored: Record<string, unknown> = {}
    for (const key of Object.keys(defaults)) if (this.#rows.has(key)) stored[key] = this.#rows.get(key)?.value
    const parsed = WorkspaceSettings.safeParse({ ...defaults, ...stored })
    return parsed.success ? parsed.data : defaults
  }

  async update(change: Partial<WorkspaceSettings>, by: string): Promise<WorkspaceSettings> {
    if (change.zone !== undefined && !isZone(change.zone))
      throw new Fault('bridge.invalidInput', { fields: [{ path: 'zone', code: 'unknownZone' }] })
    const entries = Object.entries(change).map(([key, value]) => ({ key, value, changedBy: by }))
    await this.#put(entries)
    return this.get()
  }

  /** A value that another feature keeps here under its own key, e.g. the backup plan. */
  value<T extends z.ZodType>(key: string, schema: T): z.output<T> | undefined {
    const parsed = schema.safeParse(this.#rows.get(key)?.value)
    return parsed.success ? parsed.data : undefined
  }

  setValue(key: string, value: unknown, by: string): Promise<void> {
    return this.#put([{ key, value, changedBy: by }])
  }

  /** The numbers of the link rules that are in force. */
  linkLimits(): LinkLimitValues {
    return linkLimitValues(this.#limitsSet('links'))
  }

  /** The numbers of companies and bindings that are in force. */
  ledgerLimits(): LedgerLimitValues {
    return ledgerLimitValues(this.#limitsSet('ledger'))
  }

  /** The numbers of the bill interfaces that are in force. */
  billLimits(): BillLimitValues {
    return billLimitValues(this.#limitsSet('bills'))
  }

  /** What face verification keeps to. */
  identityLimits(): IdentityLimitValues {
    return identityLimitValues(this.#limitsSet('identity'))
  }

  /** Every limit of every registry, each with the name of its registry. */
  limits(): DatedLimit[] {
    return [...shippedLimits].map(([key, { group, shipped }]) => {
      const row = this.#rows.get(limitPrefix + key)
      const stored = this.#storedLimit(key)
      return {
        key,
        group,
        value: stored?.value ?? shipped.value,
        unit: shipped.unit,
        source: stored?.source ?? shipped.source,
        asOf: stored?.asOf ?? shipped.asOf,
        certain: stored ? true : shipped.certain,
        shippedValue: shipped.value,
        ...(shipped.earlier ? { earlier: [...shipped.earlier] } : {}),
        ...(row && stored ? { changedBy: row.changedBy, changedAt: row.changedAt } : {}),
      }
    })
  }

  /** @throws Fault `settings.unknownLimit`; `bridge.invalidInput` when a value comes without its source or date */
  async setLimit(
    change: { key: string; value?: number | undefined; source: string; asOf?: string | undefined },
    by: string,
  ): Promise<DatedLimit[]> {
    if (!shippedLimits.has(change.key))
      throw new Fault('settings.unknownLimit', { params: { key: change.key } })
    if (change.value === undefined) await this.#put([{ key: limitPrefix + change.key, value: undefined, changedBy: by }])
    else {
      if (!Number.isSafeInteger(change.value) || change.value <= 0)
        throw new Fault('bridge.invalidInput', { fields: [{ path: 'value', code: 'positiveWhole' }] })
      if (change.source === '') throw new Fault('bridge.invalidInput', { fields: [{ path: 'source', code: 'required' }] })
      if (change.asOf === undefined)
        throw new Fault('bridge.invalidInput', { fields: [{ path: 'asOf', code: 'required' }] })
      const value = { value: change.value, source: change.source, asOf: change.asOf }
      await this.#put([{ key: limitPrefix + change.key, value, changedBy: by }])
    }
    return this.limits()
  }

  /** Everything that 转为正式 takes over: settings and limits, no state of other features. */
  transferable(): { key: string; value: unknown }[] {
    return [...this.#rows.values()]
      .filter(({ key }) => key in defaults || [limitPrefix, ...rulePrefixes].some((prefix) => key.startsWith(prefix)))
      .map(({ key, value }) => ({ key, value }))
  }

  async adopt(entries: { key: string; value: unknown }[], by: string): Promise<void> {
    await this.#put(entries.map((entry) => ({ ...entry, changedBy: by })))
  }

  /** What an administrator replaced in one registry. */
  #limitsSet(group: LimitGroup): Record<string, number> {
    const values: Record<string, number> = {}
    for (const key of Object.keys(limitGroups[group])) {
      const stored = this.#storedLimit(key)
      if (stored) values[key] = stored.value
    }
    return values
  }

  #storedLimit(key: string): z.infer<typeof StoredLimit> | undefined {
    // Nearly none is replaced, and every link asks for all of them: refusing to parse nothing took a tenth of a millisecond.
    return this.#rows.has(limitPrefix + key) ? this.value(limitPrefix + key, StoredLimit) : undefined
  }

  async #put(entries: { key: string; value: unknown; changedBy: string }[]): Promise<void> {
    await this.#repository.put(entries)
    await this.load()
    this.#changed()
  }
}
