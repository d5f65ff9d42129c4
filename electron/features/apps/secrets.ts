import type { Clock } from '../../platform/clock/clock'
import { Fault } from '../../platform/errors/fault'
import type { Redactor } from '../../platform/log'
import type { RepositoryClient } from '../../platform/store/repository'
import { SealedSecrets, type Vault } from '../../platform/vault'
import type { appsRepository } from './repository'

/** The AppSecrets of the mini programs. Their use may throw Fault `apps.noSecret`, `apps.secretUnreadable` (`name`). */
export function appSecrets(options: {
  repository: RepositoryClient<typeof appsRepository>
  clock: Clock
  vault: Pick<Vault, 'seal' | 'open'>
  redactor: Pick<Redactor, 'learn'>
}): SealedSecrets {
  return new SealedSecrets({
    ...options,
    rows: options.repository,
    purpose: 'apps.secret',
    missing: (name) => new Fault('apps.noSecret', { params: { name } }),
    unreadable: (name, cause) => new Fault('apps.secretUnreadable', { params: { name }, cause }),
  })
}
