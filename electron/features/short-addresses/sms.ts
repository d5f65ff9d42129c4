import { SmsRules, type SmsTemplate } from '@shared/contract/short-addresses'
import { defaultSmsSizes } from '@shared/domain/sms'
import { Fault } from '../../platform/errors/fault'
import type { RepositoryClient } from '../../platform/store/repository'
import type { SettingsService } from '../settings'
import type { shortAddressesRepository } from './repository'

/**
 * What providers in China are generally known to bill by, and to take in one message; not compared with the page that
 * is named, so the screen says that it is an estimate until an administrator sets the numbers of their contract.
 */
const shipped: SmsRules = {
  ...defaultSmsSizes,
  maxUnits: 500,
  source: 'https://help.aliyun.com/zh/sms/product-overview/billing',
  asOf: '2026-11-28',
  certain: false,
}
const settingKey = 'sms.rules'
const mostTemplates = 200

/** The remembered SMS texts of a workspace, and the numbers they are counted by. */
export class SmsDesk {
  readonly #repository: RepositoryClient<typeof shortAddressesRepository>
  readonly #settings: Pick<SettingsService, 'value' | 'setValue'>
  readonly #newId: () => string

  constructor(parts: {
    repository: RepositoryClient<typeof shortAddressesRepository>
    settings: Pick<SettingsService, 'value' | 'setValue'>
    newId: () => string
  }) {
    this.#repository = parts.repository
    this.#settings = parts.settings
    this.#newId = parts.newId
  }

  async templates(): Promise<{ templates: SmsTemplate[]; rules: SmsRules }> {
    return { templates: await this.#repository.templates(), rules: this.rules() }
  }

  /** @throws Fault `shortAddresses.tooManyTemplates` (params `max`) */
  async save({ id, name, text }: { id?: string | undefined; name: string; text: string }): Promise<SmsTemplate> {
    if (id === undefined && (await this.#repository.templates()).length >= mostTemplates)
      throw new Fault('shortAddresses.tooManyTemplates', { params: { max: mostTemplates } })
    return this.#repository.putTemplate({ id: id ?? this.#newId(), name, text })
  }

  async remove(id: string): Promise<{ removed: boolean }> {
    return { removed: await this.#repository.dropTemplate(id) }
  }

  /** What 转为正式 takes over. */
  async transferable(): Promise<{ name: string; text: string }[]> {
    return (await this.#repository.templates()).map(({ name, text }) => ({ name, text }))
  }

  /** Remembers the texts of another workspace and says how many. */
  async adopt(texts: readonly { name: string; text: string }[]): Promise<number> {
    for (const text of texts) await this.save(text)
    return texts.length
  }

  rules(): SmsRules {
    return this.#settings.value(settingKey, SmsRules) ?? shipped
  }

  /** @throws Fault `bridge.invalidInput` where a part would hold more than a message alone */
  async setRules(rules: SmsRules, by: string): Promise<SmsRules> {
    if (rules.ucs2Part > rules.ucs2Single)
      throw new Fault('bridge.invalidInput', { fields: [{ path: 'ucs2Part', code: 'shortAddresses.partLonger' }] })
    await this.#settings.setValue(settingKey, rules, by)
    return this.rules()
  }
}
