import { randomUUID } from 'node:crypto'
import type { IncomingFiles } from '../../../platform/files/workspace-files'
import type { TodoSource } from '../../today'
import { accountCommands } from './commands'
import { Descriptions, type DescriptionsParts } from './descriptions'
import { PaymentAccounts, type PaymentAccountsParts } from './service'
import { accountTodos } from './todos'

export { paymentAccountsRepository } from './repository'
export { Descriptions } from './descriptions'
export { PaymentAccounts, type TransferableAccount } from './service'

/** Platform certificates are asked for at least so often (payment-providers §8.3). */
const refreshEveryMs = 12 * 3_600_000
const lookEveryMs = 15 * 60_000
/** A minute after the start, when the first screen has long been there. */
const firstLookMs = 60_000

export interface AccountsRoomParts extends PaymentAccountsParts {
  incoming: Pick<IncomingFiles, 'require'>
  checkDescription: DescriptionsParts['check']
  /** In practice nothing is fetched by itself: the stand-ins start with the first call. */
  isPractice: boolean
}

export interface AccountsRoom {
  accounts: PaymentAccounts
  descriptions: Descriptions
  commands: ReturnType<typeof accountCommands>
  todos: TodoSource[]
  start(): void
  stop(): void
}

/** Plugs the room of accounts together. */
export function openAccountsRoom(parts: AccountsRoomParts): AccountsRoom {
  const accounts = new PaymentAccounts(parts)
  const descriptions = new Descriptions({ accounts, tools: parts.tools, repository: parts.repository, check: parts.checkDescription })
  let timer: NodeJS.Timeout | undefined
  let first: NodeJS.Timeout | undefined
  const newCall = () => ({ correlationId: randomUUID() })
  const refresh = async () => accounts.keys.refresh(await accounts.all(), refreshEveryMs, newCall)
  return {
    accounts,
    descriptions,
    commands: accountCommands({ accounts, descriptions, incoming: parts.incoming, monotonic: () => parts.clock.monotonic() }),
    todos: accountTodos({ clock: parts.clock, accounts: () => accounts.all() }),
    start: () => {
      if (parts.isPractice) return
      // What fails is told by the call log and tried again; an account that cannot verify fetches with its next call.
      const look = () => void refresh().catch(() => undefined)
      first = setTimeout(look, firstLookMs).unref()
      timer = setInterval(look, lookEveryMs).unref()
    },
    stop: () => {
      clearTimeout(first)
      clearInterval(timer)
    },
  }
}
