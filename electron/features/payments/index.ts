import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { Received } from '../../platform/receiver'
import { checkDescription, type NotificationReply, paymentProviders, type ProviderTools } from '../../upstream/payments'
import { callsRepository } from '../calls'
import type { TodoSource } from '../today'
import { type Descriptions, openAccountsRoom, type PaymentAccounts, paymentAccountsRepository } from './accounts'
import { openBatchesRoom, refundBatchesRepository } from './batches'
import { openDisputesRoom } from './disputes'
import { openImportsRoom, orderImportsRepository } from './imports'
import { type ExampleEntry, paymentExampleRepository } from './example.repository'
import { labCommands } from './lab'
import { openNotificationsRoom } from './notifications'
import { openOrdersRoom, ordersRepository, type OrdersService, savedFiltersRepository } from './orders'
import type { PaymentsParts } from './parts'
import { practiceCommands } from './practice-commands'
import { openRefundsRoom, type RefundsRoom, refundsRepository } from './refunds'
import { refundDocumentCommands } from './refunds-documents'

export { paymentAccountsRepository, type PaymentAccounts, type TransferableAccount } from './accounts'
export { refundBatchesRepository } from './batches'
export { disputesRepository } from './disputes'
export { type ExampleEntry, type ExampleRefund, paymentExampleRepository } from './example.repository'
export { doerOf, type PaymentHandlers } from './handlers'
export { orderImportsRepository } from './imports'
export { notificationsRepository } from './notifications'
export { ordersRepository, savedFiltersRepository } from './orders'
export type { PaymentsParts } from './parts'
export { refundsRepository } from './refunds'
export { digestOf as digestOfRefund } from './refunds/digest'
export type * from './ports'
export type * from './practice'

/** A room of payments as it is plugged in: what it does when the workspace wakes and ends, and what it tells 今天. */
interface Room {
  todos?: TodoSource[]
  /** What an earlier run left is dealt with before anything starts. */
  recover?: () => Promise<void>
  start?: () => void
  stop?: () => Promise<void> | void
}

export interface PaymentsDesk {
  accounts: PaymentAccounts
  descriptions: Descriptions
  orders: OrdersService
  refunds: Pick<RefundsRoom, 'refunds' | 'port' | 'run'>
  commands: HandlersOf<'payments', CallContext>
  /** Writes the example of a new practice workspace, and tells everybody of it. */
  fillExample(entries: ExampleEntry[]): Promise<void>
  /** A notification that a receiver took in; undefined where it is for nobody here. */
  receiveNotification(received: Received): Promise<NotificationReply | undefined>
  todos(): TodoSource[]
  /** After the vault was opened: secrets become known to the redactor, interrupted work is looked at. */
  recover(): Promise<void>
  start(): void
  stop(): Promise<void>
}

/** Plugs the rooms of payments together. */
export function openPayments(parts: PaymentsParts): PaymentsDesk {
  const { store, clock, changed, practice } = parts
  const tools: ProviderTools = {
    http: parts.http,
    clock,
    wechatToken: parts.wechatToken,
    nonce: parts.nonce,
    keys: {
      used: (accountId, serial) => {
        accounts.keyUsed(accountId, serial).catch((cause: unknown) => parts.reportError('payments.keyUsed', cause))
      },
      // What comes of it stands in the call log.
      unknown: (accountId) => {
        accounts.keys.lookForNew(accountId, parts.newCall()).catch(() => undefined)
      },
    },
    baseUrl: (account) => (practice ? practice.baseUrl(account) : Promise.resolve(accounts.provider(account.kind).baseUrlOf(account))),
  }
  const accountsRoom = openAccountsRoom({
    ...parts,
    repository: store.client(paymentAccountsRepository),
    providers: paymentProviders,
    tools,
    notifyUrl: practice
      ? async (account) => (accounts.traits(account.kind).notification === 'none' ? '' : practice.notifyUrl(account))
      : undefined,
    checkDescription,
    isPractice: practice !== undefined,
    changed: changed.accounts,
  })
  const { accounts } = accountsRoom
  const ordersRoom = openOrdersRoom({
    ...parts,
    repository: store.client(ordersRepository),
    savedFilters: store.client(savedFiltersRepository),
    calls: store.client(callsRepository),
    accounts,
    zone: () => parts.settings.get().zone,
    practiceMark: practice !== undefined,
    changed: changed.orders,
  })
  const refundsRoom = openRefundsRoom({
    ...parts,
    repository: store.client(refundsRepository),
    accounts,
    orders: ordersRoom.orders,
    zone: () => parts.settings.get().zone,
    isPractice: practice !== undefined,
    restoredAt: parts.restoredAt,
    changed: (count) => {
      changed.refunds(count)
      changed.orders(count)
    },
  })
  const batchesRoom = openBatchesRoom({
    ...parts,
    repository: store.client(refundBatchesRepository),
    refunds: refundsRoom.refunds,
    mappings: parts.apps,
    changed: () => changed.refunds(0),
  })

  const importsRoom = openImportsRoom({
    ...parts,
    repository: store.client(orderImportsRepository),
    accounts,
    orders: ordersRoom.orders,
    refunds: () => refundsRoom.port,
    changed: changed.orders,
  })

  const disputes = openDisputesRoom(parts)
  const notifications = openNotificationsRoom(parts, { accounts, orders: ordersRoom.orders, refunds: refundsRoom.port })
  // Every room in the order in which it recovers and starts; they stop the other way round.
  const rooms: Room[] = [
    { ...accountsRoom, recover: () => accounts.learnSecrets() },
    ordersRoom,
    refundsRoom,
    batchesRoom,
    notifications,
    disputes,
  ]
  return {
    accounts,
    descriptions: accountsRoom.descriptions,
    orders: ordersRoom.orders,
    refunds: refundsRoom,
    commands: {
      ...accountsRoom.commands,
      ...ordersRoom.commands,
      ...importsRoom.commands,
      ...refundsRoom.commands,
      ...batchesRoom.commands,
      ...refundDocumentCommands({
        ...parts,
        refund: (id) => refundsRoom.refunds.get(id),
        zone: () => parts.settings.get().zone,
        practiceMark: practice !== undefined,
      }),
      ...notifications.commands,
      ...disputes.commands,
      ...labCommands(accounts),
      ...practiceCommands({ practice, accounts, orders: ordersRoom.orders }),
    },
    fillExample: async (entries) => {
      await store.client(paymentExampleRepository).fill(entries)
      changed.orders(entries.length)
      changed.refunds(entries.length)
      changed.disputes()
    },
    receiveNotification: (received) => notifications.receive(received),
    todos: () => rooms.flatMap(({ todos }) => todos ?? []),
    recover: async () => {
      for (const room of rooms) await room.recover?.()
    },
    start: () => {
      for (const room of rooms) room.start?.()
    },
    stop: async () => {
      for (const room of rooms.toReversed()) await room.stop?.()
    },
  }
}
