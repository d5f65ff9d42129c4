import type { Clock } from '../../../platform/clock/clock'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { AccountsPort, OrdersPort, RefundsPort } from '../ports'
import type { notificationsRepository } from './repository'

/** What the room of notifications stands on. */
export interface NotificationsParts {
  repository: RepositoryClient<typeof notificationsRepository>
  accounts: AccountsPort
  orders: OrdersPort
  refunds: RefundsPort
  clock: Clock
  newId: () => string
  newCall: () => { correlationId: string }
  changed: () => void
  reportError: (where: string, cause: unknown) => void
}
