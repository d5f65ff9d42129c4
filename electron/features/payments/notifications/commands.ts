import { readFile } from 'node:fs/promises'
import type { HandlersOf } from '@shared/contract'
import type { Notification } from '@shared/contract/payment-notifications'
import type { CallContext } from '../../../bridge/context'
import { cursorNumber } from '../../../bridge/cursor'
import { Fault } from '../../../platform/errors/fault'
import type { IncomingFiles } from '../../../platform/files/workspace-files'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { ReceiverDesk } from './receiver-desk'
import type { notificationsRepository } from './repository'
import type { StoredNotification } from './rows'
import type { NotificationsService } from './service'

/** The largest raw request that is read: twice what the receiver lets in. */
const maxRawBytes = 256 * 1024

type Handlers = Pick<
  HandlersOf<'payments', CallContext>,
  | 'notifications.list'
  | 'notifications.get'
  | 'notifications.raw'
  | 'notifications.paste'
  | 'notifications.again'
  | 'receiver.status'
  | 'receiver.set'
>

export function notificationCommands(
  service: NotificationsService,
  receiver: ReceiverDesk,
  { repository, incoming }: { repository: RepositoryClient<typeof notificationsRepository>; incoming: IncomingFiles },
): Handlers {
  const one = async (id: string) => {
    const found = await repository.one(id)
    if (!found) throw new Fault('payments.notificationNotFound')
    return { notification: toNotification(found.row), fields: found.fields }
  }
  return {
    'notifications.list': async ({ cursor, limit, states, accountId, orderId, text }) => {
      const filter = {
        states: states ?? null,
        accountId: accountId ?? null,
        orderId: orderId ?? null,
        text: text?.trim() ? text.trim() : null,
      }
      const page = await repository.page({ filter, before: cursorNumber(cursor) ?? null, limit })
      const last = page.rows.at(-1)
      return {
        ...page,
        rows: page.rows.map(toNotification),
        ...(page.rows.length === limit && last ? { nextCursor: String(last.seq) } : {}),
      }
    },
    'notifications.get': ({ id }) => one(id),
    'notifications.raw': async ({ id }) => {
      const raw = await repository.raw(id)
      if (!raw) throw new Fault('payments.notificationNotFound')
      const { method, path, query, headers, body } = raw
      return { method, path, query, headers, body: Buffer.from(body).toString('base64') }
    },
    'notifications.paste': async ({ accountId, raw, fileId }) => {
      const bytes = raw === undefined || raw === '' ? await fileBytes(incoming, fileId) : new TextEncoder().encode(raw)
      return (await one(await service.paste(accountId, bytes))).notification
    },
    'notifications.again': async ({ id }) => {
      await service.again(id)
      return (await one(id)).notification
    },
    'receiver.status': () => receiver.status(),
    'receiver.set': ({ enabled }, { caller }) => receiver.set(enabled, caller.operator.name),
  }
}

/** @throws Fault `payments.pastedEmpty`, `files.notFound`, `files.tooLarge` */
async function fileBytes(incoming: IncomingFiles, fileId: string | undefined): Promise<Uint8Array> {
  if (fileId === undefined) throw new Fault('payments.pastedEmpty')
  const file = incoming.require(fileId)
  if (file.bytes > maxRawBytes) throw new Fault('payments.pastedTooLarge', { params: { limitKb: maxRawBytes / 1024 } })
  return readFile(file.path)
}

function toNotification(row: StoredNotification): Notification {
  const { accountId, accountName, amountMinor, currency } = row
  return {
    id: row.id,
    kind: row.kind,
    ...(accountId !== null && accountName !== null ? { account: { id: accountId, name: accountName } } : {}),
    receivedAt: row.receivedAt,
    via: row.via,
    state: row.state,
    ...(row.reason ? { reason: row.reason } : {}),
    event: row.event,
    verified: row.verified,
    ...(row.orderId === null ? {} : { orderId: row.orderId }),
    merchantNo: row.merchantNo,
    refundNo: row.refundNo,
    ...(amountMinor !== null && currency !== null ? { amount: { minor: amountMinor, currency } } : {}),
    reply: row.reply ?? { status: 0, body: '' },
    repeats: row.repeats,
  }
}
