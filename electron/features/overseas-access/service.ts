import type { AccessCase } from '@shared/contract/overseas-access'
import { accessCountries } from '@shared/domain/overseas-access'
import { checkAppId } from '@shared/domain/links'
import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { RepositoryClient } from '../../platform/store/repository'
import type { CaseFields, overseasAccessRepository } from './repository'

export interface OverseasAccessParts {
  repository: RepositoryClient<typeof overseasAccessRepository>
  clock: Clock
  newId: () => string
  changed: () => void
}

/** Applications for WeChat Pay abroad: one for each mini program or official account that is to take money there. */
export class OverseasAccessService {
  readonly #parts: OverseasAccessParts

  constructor(parts: OverseasAccessParts) {
    this.#parts = parts
  }

  list(archived: boolean): Promise<AccessCase[]> {
    return this.#parts.repository.list(archived)
  }

  /** @throws Fault `bridge.invalidInput`, `overseasAccess.notFound`, `overseasAccess.changedMeanwhile` */
  async save(input: { id?: string | undefined; rev?: number | undefined; fields: CaseFields }): Promise<AccessCase> {
    const { id, rev = 0, fields } = input
    check(fields)
    const { repository, newId } = this.#parts
    return this.#told(await (id === undefined ? repository.add({ id: newId(), fields }) : repository.change({ id, rev, fields })))
  }

  /** `day`: when it was, if not now. @throws Fault `overseasAccess.notFound` */
  async note(id: string, text: string, day: string | undefined, by: string): Promise<AccessCase> {
    const at = day === undefined ? this.#parts.clock.instant() : `${day}T04:00:00.000Z`
    return this.#told(await this.#parts.repository.note({ id, at, by, text }))
  }

  async archive(id: string, archived: boolean): Promise<AccessCase> {
    return this.#told(await this.#parts.repository.archive({ id, archived }))
  }

  #told(made: AccessCase): AccessCase {
    this.#parts.changed()
    return made
  }
}

function check({ appId, country }: CaseFields): void {
  const fields = []
  if (!accessCountries.some(({ code }) => code === country)) fields.push({ path: 'fields.country', code: 'overseasAccess.countryUnknown' })
  const checked = appId === '' ? undefined : checkAppId(appId)
  if (checked?.ok === false) fields.push({ path: 'fields.appId', code: `apps.${checked.issue.code}`, params: checked.issue.params })
  if (fields.length > 0) throw new Fault('bridge.invalidInput', { fields })
}
