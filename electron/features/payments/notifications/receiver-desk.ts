import type { ReceiverStatus } from '@shared/contract/payment-notifications'
import { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import type { ReceiverStand } from '../../../platform/receiver'
import type { SettingsService } from '../../settings'
import type { AccountsPort } from '../ports'

const settingKey = 'payments.receiver'
const Stored = z.object({ enabled: z.boolean() })

/** The switch of the receiver: the shell listens where it was told to, an administrator lets it in. */
export class ReceiverDesk {
  readonly #parts: { stand: ReceiverStand | undefined; settings: SettingsService; accounts: AccountsPort }

  constructor(parts: { stand: ReceiverStand | undefined; settings: SettingsService; accounts: AccountsPort }) {
    this.#parts = parts
  }

  enabled(): boolean {
    return this.#parts.settings.value(settingKey, Stored)?.enabled ?? false
  }

  async status(): Promise<ReceiverStatus> {
    const { stand, accounts } = this.#parts
    const stats = stand?.stats()
    return {
      available: stand !== undefined,
      enabled: this.enabled(),
      address: stand?.address ?? '',
      received: stats?.received ?? 0,
      refusedAtDoor: stats?.refused ?? 0,
      ...(stats?.lastAt === undefined ? {} : { lastAt: stats.lastAt }),
      paths: (await accounts.all())
        .filter(({ kind, archived }) => !archived && accounts.traits(kind).notification !== 'none')
        .map(({ id, name, kind }) => ({ accountId: id, name, path: notifyPath(kind, id) })),
    }
  }

  /** @throws Fault `payments.receiverNotThere` where this program was not started with `--receive` */
  async set(enabled: boolean, by: string): Promise<ReceiverStatus> {
    if (enabled && !this.#parts.stand) throw new Fault('payments.receiverNotThere')
    await this.#parts.settings.setValue(settingKey, { enabled }, by)
    return this.status()
  }
}

/** The one form of address at which notifications are taken. */
export function notifyPath(kind: string, accountId: string): string {
  return `/notify/${kind}/${accountId}`
}
