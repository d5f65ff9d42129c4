import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { Clock } from '../../platform/clock/clock'
import type { FileTickets, IncomingFiles } from '../../platform/files/workspace-files'
import type { HttpClient } from '../../platform/http'
import type { jobsRepository } from '../../platform/jobs/repository'
import type { JobRunner } from '../../platform/jobs/runner'
import type { Redactor } from '../../platform/log'
import type { Received, ReceiverStand } from '../../platform/receiver'
import type { RepositoryClient } from '../../platform/store/repository'
import type { Store } from '../../platform/store/store'
import type { Vault } from '../../platform/vault'
import { type NotificationReply, paymentProviders, type ProviderTools } from '../../upstream/payments'
import type { AccountsService } from '../accounts'
import type { AppsService } from '../apps'
import { type CallLog, callsRepository } from '../calls'
import type { PlacesService } from '../places'
import type { SettingsService } from '../settings'
import type { TodoSource } from '../today'
import { openAccountsRoom, type PaymentAccounts, paymentAccountsRepository } from './accounts'
import { openBatchesRoom, refundBatchesRepository } from './batches'
import { openDisputesRoom } from './disputes'
import { openImportsRoom, orderImportsRepository } from './imports'
import { openNotificationsRoom } from './notifications'
import { openOrdersRoom, ordersRepository, type OrdersService, savedFiltersRepository } from './orders'
import type { PaymentPractice } from './practice'
import { openRefundsRoom, type RefundsRoom, refundsRepository } from './refunds'
import { refundDocumentCommands } from './refunds-documents'
import { practiceCommands } from './practice-commands'

export { paymentAccountsRepository, type PaymentAccounts, type TransferableAccount } from './accounts'
export { disputesRepository } from './disputes'
export { orderImportsRepository } from './imports'
export { ordersRepository, savedFiltersRepository } from './orders'
export { refundBatchesRepository } from './batches'
export { refundsRepository } from './refunds'
export { doerOf, type PaymentHandlers } from './handlers'
export { notificationsRepository } from './notifications'
export { type ExampleEntry, type ExampleRefund, paymentExampleRepository } from './example.repository'
export { digestOf as digestOfRefund } from './refunds/digest'
export type * from './ports'
export type * from './practice'

/** What payments stand on. Each room takes from it what it needs. */
export interface PaymentsParts {
  store: Pick<Store, 'client'>
  clock: Clock
  vault: Vault
  redactor: Redactor
  settings: SettingsService
  http: HttpClient
  callLog: Pick<CallLog, 'flush'>
  jobs: JobRunner
  jobRows: RepositoryClient<typeof jobsRepository>
  addFile: (file: { path: string; name: string; bytes: number }) => Promise<{ fileId: string; name: string; bytes: number }>
  filesDir: string
  /** Folder of what comes with the program: the font of printed papers. */
  resourcesDir: string
  incoming: IncomingFiles
  tickets: FileTickets
  /** Operators: whose password confirms a decision about money. */
  operators: AccountsService
  apps: AppsService
  places: PlacesService
  wechatToken: ProviderTools['wechatToken']
  /** Of the computer, between 0 and 1. */
  random: () => number
  nonce: () => string
  newId: () => string
  newCall: () => { correlationId: string }
  reportError: (where: string, cause: unknown) => void
  /** The stand-ins behind a practice workspace. */
  practice?: PaymentPractice | undefined
  /** Where this shell takes notifications in, if it does. */
  receiver?: ReceiverStand | undefined
  /** When the workspace came from a backup: what happened since is asked upstream first. */
  restoredAt?: string | undefined
  changed: {
    accounts: () => void
    orders: (count: number) => void
    refunds: (count: number) => void
    notifications: () => void
    disputes: () => void
  }
}

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
  orders: OrdersService
  refunds: Pick<RefundsRoom, 'refunds' | 'port' | 'run'>
  commands: Partial<HandlersOf<'payments', CallContext>>
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
    baseUrl: (account) => (practice ? practice.baseUrl(account) : Promise.resolve(accounts.provider(account.kind).baseUrlOf(account))),
  }
  const accountsRoom = openAccountsRoom({
    ...parts,
    repository: store.client(paymentAccountsRepository),
    providers: paymentProviders,
    tools,
    notifyUrl: practice ? (account) => practice.notifyUrl(account) : undefined,
    checkDescription: () => [],
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
      ...practiceCommands({ practice, accounts, orders: ordersRoom.orders }),
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
