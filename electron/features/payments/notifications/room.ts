import type { Received } from '../../../platform/receiver'
import type { PaymentsParts } from '../parts'
import type { AccountsPort, OrdersPort, RefundsPort } from '../ports'
import { notificationCommands } from './commands'
import { ReceiverDesk } from './receiver-desk'
import { notificationsRepository } from './repository'
import { NotificationsService } from './service'
import { notificationTodos } from './todos'

/** Plugs the room of notifications together. */
export function openNotificationsRoom(
  parts: Pick<PaymentsParts, 'store' | 'clock' | 'newId' | 'settings' | 'incoming' | 'changed' | 'reportError' | 'practice' | 'receiver' | 'newCall'>,
  ports: { accounts: AccountsPort; orders: OrdersPort; refunds: RefundsPort },
) {
  const { store, clock, newId, newCall, settings, incoming, changed, reportError, practice } = parts
  const repository = store.client(notificationsRepository)
  const service = new NotificationsService({ repository, ...ports, clock, newId, newCall, reportError, changed: changed.notifications })
  const desk = new ReceiverDesk({ stand: parts.receiver, settings, accounts: ports.accounts })
  practice?.deliverTo(async (kind, accountId, { headers, ...raw }) => {
    const reply = await service.deliver(kind, accountId, { ...raw, headers: [...headers], via: 'practice' })
    return reply ?? { status: 404, headers: {}, body: '' }
  })
  return {
    commands: notificationCommands(service, desk, { repository, incoming }),
    todos: notificationTodos({ clock, counts: () => repository.counts(), refusedSince: (since) => repository.refusedSince(since) }),
    recover: () => service.recover(),
    start: () => service.start(),
    stop: () => service.stop(),
    /** What a shell's receiver took in; undefined while an administrator has not switched it on. */
    receive: async (received: Received) =>
      desk.enabled() ? service.deliver(received.kind, received.accountId, { ...received, via: 'receiver' }) : undefined,
  }
}
