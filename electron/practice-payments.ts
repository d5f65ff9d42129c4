import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import type { BillTrouble } from '@shared/domain/bills'
import type { PaymentPractice } from './features/payments'
import type { Clock } from './platform/clock/clock'
import { Fault } from './platform/errors/fault'
import { openKeptFile } from './practice-kept-file'
import { openNotifyReceiver } from './practice-notify'
import { paymentStandIns } from './practice-stand-ins'
import type { PaymentStandIn, StandInAccount, StandInBooks } from './sandbox/payments/types'
import type { OpenAccount } from './upstream/payments'

export interface PracticePaymentsParts {
  clock: Clock
  /** Folder of the workspace: what the stand-ins remember is kept there. */
  dir: string
  reportError: (where: string, cause: unknown) => void
  /** The right secrets of the example's own accounts: what a person enters for them can be wrong. */
  secretsOf: (account: OpenAccount) => Readonly<Record<string, string>>
}

export interface PracticePayments extends PaymentPractice {
  /** Puts the example into the books of stand-ins that have not started yet, by kind. */
  keepExample(books: ReadonlyMap<string, StandInBooks>): Promise<void>
  /** Which differences the bills of the stand-ins have, of those that the example's orders name. */
  setBillTroubles(troubles: readonly BillTrouble[]): void
  close(): Promise<void>
}

/** The numbers that stand-ins make must differ, whatever the program's own chance is. */
const chance = () => randomInt(2 ** 40) / 2 ** 40

/** One system's stand-in while it runs. */
interface Running {
  standIn: PaymentStandIn
  /** Accounts that it knows, by id, with the settings and secrets that it was told first. */
  known: Map<string, StandInAccount>
}

/**
 * The stand-ins behind the payment accounts of a practice workspace. Each starts with the first call to its system and
 * remembers its books in the workspace's folder; notifications come in at a door of this program on 127.0.0.1.
 */
export function openPracticePayments(parts: PracticePaymentsParts): PracticePayments {
  const starting = new Map<string, Promise<Running>>()
  const files = new Map(paymentStandIns.map(({ system }) => [system, openKeptFile(join(parts.dir, `${system}-sandbox.json`), parts.reportError)]))
  const receiver = openNotifyReceiver(parts.reportError)

  const example = openKeptFile(join(parts.dir, 'payment-example.json'), parts.reportError)
  const exampleOf = async (kinds: readonly string[], url: string): Promise<StandInBooks | undefined> => {
    const text = await example.read()
    return text === undefined ? undefined : booksOf(receiver.readdress(text, url), kinds)
  }

  let troubles: readonly BillTrouble[] | undefined
  const start = async (system: (typeof paymentStandIns)[number]): Promise<Running> => {
    const running = await begin(system)
    if (troubles) running.standIn.setBillTroubles(troubles)
    return running
  }
  const begin = async ({ system, kinds, start: open }: (typeof paymentStandIns)[number]): Promise<Running> => {
    const file = files.get(system)
    const { clock } = parts
    const startWith = (restore: string | undefined, books?: StandInBooks) =>
      open({
        clock,
        random: chance,
        accounts: [],
        ...(restore === undefined ? {} : { restore }),
        ...(books ? { books } : {}),
        onChange: (snapshot) => file?.save(snapshot),
      })
    const kept = await file?.read()
    // The door has another port in every run of the program; orders of an earlier one are told there too.
    const url = await receiver.url()
    if (kept === undefined) {
      const standIn = await startWith(undefined, await exampleOf(kinds, url))
      // Its own keys must outlive this run, whatever happens: accounts remember what they verify with.
      file?.save(() => standIn.snapshot())
      return { standIn, known: new Map() }
    }
    const restore = receiver.readdress(kept, url)
    const standIn = await startWith(restore).catch((cause: unknown) => {
      // Practice must go on: without the memory of earlier orders rather than not at all.
      parts.reportError('practice.restore', cause)
      return startWith(undefined)
    })
    return { standIn, known: new Map() }
  }
  const running = async (account: OpenAccount): Promise<Running> => {
    const system = paymentStandIns.find(({ kinds }) => kinds.includes(account.kind))
    if (!system) throw new Fault('payments.unknownKind', { params: { kind: account.kind } })
    let one = starting.get(system.system)
    if (!one) {
      one = start(system)
      starting.set(system.system, one)
      one.catch(() => starting.delete(system.system))
    }
    const found = await one
    introduce(found, account, parts.secretsOf(account))
    return found
  }

  return {
    baseUrl: async (account) => (await running(account)).standIn.baseUrl,
    notifyUrl: async ({ kind, id }) => `${await receiver.url()}/${kind}/${id}`,
    deliverTo: (deliver) => receiver.deliverTo(deliver),
    act: async (account, number, act) => {
      const { standIn } = await running(account)
      await standIn.act(number, act).catch((cause: unknown) => {
        throw new Fault('payments.practiceOrderUnknown', { cause })
      })
    },
    keepExample: async (books) => {
      example.save(() => JSON.stringify(Object.fromEntries(books)))
      await example.idle()
    },
    setBillTroubles: (on) => {
      troubles = on
      for (const one of starting.values()) void one.then(({ standIn }) => standIn.setBillTroubles(on)).catch(() => undefined)
    },
    close: async () => {
      for (const one of starting.values()) await (await one.catch(() => undefined))?.standIn.close()
      await Promise.all([...files.values()].map((file) => file.idle()))
      await receiver.close()
    },
  }
}

/**
 * An account becomes known with the secrets that it is given first; its settings follow what is entered. So a secret
 * that is changed later is as wrong here as it would be at the provider.
 */
function introduce({ standIn, known }: Running, account: OpenAccount, right: Readonly<Record<string, string>>): void {
  const before = known.get(account.id)
  const now = { kind: account.kind, values: account.values, secrets: { ...account.secrets, ...before?.secrets, ...right } }
  if (before && JSON.stringify(before) === JSON.stringify(now)) return
  known.set(account.id, now)
  standIn.addAccount(now)
}

/** The books of the example for a system's kinds; the program itself wrote them, and a stand-in checks what it is given. */
function booksOf(text: string, kinds: readonly string[]): StandInBooks {
  const byKind = JSON.parse(text) as Partial<Record<string, StandInBooks>>
  const own = kinds.flatMap((kind) => byKind[kind] ?? [])
  return { orders: own.flatMap(({ orders }) => orders), refunds: own.flatMap(({ refunds }) => refunds) }
}
