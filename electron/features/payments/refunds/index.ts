import { z } from 'zod'
import { refundReadingMayMove } from '@shared/domain/payments'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { TodoSource } from '../../today'
import type { SettingsService } from '../../settings'
import type { RefundsPort } from '../ports'
import { refundCommands } from './commands'
import { canBeQueried, envelopeOf, OrderLocks, programMover, type RefundDesk } from './desk'
import { RefundExport, type RefundExportParts } from './export'
import { RefundPolicies } from './policy'
import { RefundPoller } from './poller'
import type { refundsRepository } from './repository'
import { RefundSender } from './sender'
import { RefundsService, type RefundsServiceParts } from './service'
import { RefundTimer } from './timer'
import { refundTodos } from './todos'
import { UpstreamReader } from './upstream-reader'

export { refundsRepository } from './repository'
export { initialPolicy, RefundPolicies } from './policy'
export { presentRefund } from './present'
export type { RefundsService } from './service'

export interface RefundsRoomParts
  extends Omit<RefundDesk, 'locks'>,
    Omit<RefundsServiceParts, 'policies' | 'nudge'>,
    Omit<RefundExportParts, 'refunds'> {
  repository: RepositoryClient<typeof refundsRepository>
  settings: Pick<SettingsService, 'value' | 'setValue'>
}

export interface RefundsRoom {
  refunds: RefundsService
  port: RefundsPort
  commands: ReturnType<typeof refundCommands>
  todos: TodoSource[]
  /** What was being sent when the program ended is looked up; a restored workspace asks upstream first. */
  recover(): Promise<void>
  start(): void
  stop(): Promise<void>
  /** Sends and asks once what is due now. */
  run(): Promise<void>
  nudge(): void
}

const restoredKey = 'payments.refundsReread'

/** Plugs the room of refunds together. */
export function openRefundsRoom(parts: RefundsRoomParts): RefundsRoom {
  const desk: RefundDesk = { ...parts, locks: new OrderLocks() }
  const reader = new UpstreamReader(desk)
  const sender = new RefundSender(desk, reader)
  const poller = new RefundPoller(desk, reader, () => sender.calling())
  const timer = new RefundTimer({ ...parts, sender, poller })
  const policies = new RefundPolicies(parts.settings)
  const refunds = new RefundsService({ ...parts, policies, nudge: () => timer.nudge() })
  const exports = new RefundExport({ ...parts, refunds })
  return {
    refunds,
    port: portOf(desk, reader, poller),
    commands: refundCommands({ refunds, reader, poller, exports }),
    todos: refundTodos(parts),
    recover: async () => {
      await poller.recover()
      await rereadAfterRestore(parts)
    },
    start: () => timer.start(),
    stop: async () => {
      timer.stop()
      await poller.stop()
      await sender.stop()
    },
    run: async () => {
      await sender.run()
      await poller.run()
    },
    nudge: () => timer.nudge(),
  }
}

/** What the other rooms ask of refunds. */
function portOf(desk: RefundDesk, reader: UpstreamReader, poller: RefundPoller): RefundsPort {
  const { repository, clock, accounts } = desk
  return {
    // Not in the order's turn: the very call that a notification is about may hold it, and a reading is one transaction.
    applyReading: async ({ refundId, reading, notificationId, requestId }) => {
      const before = await repository.get(refundId)
      const polled = canBeQueried(accounts.traits(before.kind), { providerRefundNo: reading.providerRefundNo ?? before.providerRefundNo })
      const after = await repository.takeReading({ id: refundId, reading, at: clock.instant(), by: programMover(), query: false, notificationId, requestId, polled })
      desk.changed(1)
      return { refundId, before: before.state, after: after.state, repeated: !refundReadingMayMove(before.state, reading.state) }
    },
    find: async (accountId, numbers) => {
      const refund = await repository.find({ accountId, ...numbers })
      return refund && { id: refund.id, orderId: refund.orderId }
    },
    importUpstream: async ({ orderId, reading, notificationId }) => {
      const order = await repository.order(orderId)
      if (!order) throw new Fault('payments.noSuchOrder')
      const polled = canBeQueried(accounts.traits(order.kind), { providerRefundNo: reading.providerRefundNo ?? '' })
      const { refund, added } = await desk.locks.hold(orderId, () => reader.take(orderId, reading, programMover(), { polled, notificationId }))
      if (added) {
        const by = programMover()
        await repository.returnUnsent({ orderId, at: clock.instant(), by, error: envelopeOf(new Fault('payments.unknownUpstreamRefund'), by) })
      }
      desk.changed(1)
      return refund.id
    },
    queryNow: async (refundId, call) => void (await poller.ask(refundId, call)),
  }
}

/**
 * A backup does not know what was sent after it. What is under way is asked about at once; what waits to be sent is
 * looked up by its number first (`UpstreamReader`); where no query can tell, it goes back to its author.
 */
async function rereadAfterRestore({ repository, settings, restoredAt, accounts, clock, changed }: RefundsRoomParts): Promise<void> {
  if (restoredAt === undefined || settings.value(restoredKey, z.string()) === restoredAt) return
  const by = programMover()
  const blind = (await accounts.all())
    .filter(({ kind }) => {
      const { refundList, refundQuery } = accounts.traits(kind)
      return !refundList && refundQuery !== 'ourNumber' && refundQuery !== 'order'
    })
    .map(({ id }) => id)
  const error = envelopeOf(new Fault('payments.restoredUnsure'), by)
  const count = await repository.reread({ at: clock.instant(), by, blindAccounts: blind, error })
  await settings.setValue(restoredKey, restoredAt, by.name)
  changed(count)
}
