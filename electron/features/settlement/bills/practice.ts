import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addMonths, beijingDay, beijingDayStart, daysOfMonth } from '@shared/domain/beijing-time'
import { type BillTrouble, billTroubles } from '@shared/domain/bills'
import { headerSignature } from '@shared/domain/cells'
import { z } from 'zod'
import { Fault } from '../../../platform/errors/fault'
import type { Doer } from '../ports'
import { offeredBy } from './choices'
import type { BillsParts } from './parts'
import type { PaidOrder } from './repository'
import type { WatchedFolder } from './watched'

const settingKey = 'bills.practiceTroubles'
const Stored = z.array(z.enum(billTroubles))
const dayMs = 86_400_000
/** Under which the room of files remembers mappings. */
const filesPurpose = 'settlement.files'

/** The month-end of a practice workspace: the files that no interface gives, and what is wrong in the bills. */
export class PracticeMonthEnd {
  readonly #parts: BillsParts
  readonly #watched: WatchedFolder

  constructor(parts: BillsParts, watched: WatchedFolder) {
    this.#parts = parts
    this.#watched = watched
  }

  troubles(): BillTrouble[] {
    return this.#parts.settings.value(settingKey, Stored) ?? [...billTroubles]
  }

  /** Tells the stand-ins what is switched on. */
  apply(): void {
    this.#parts.practiceBills?.setTroubles(this.troubles())
  }

  async setTroubles(on: readonly BillTrouble[], by: string): Promise<BillTrouble[]> {
    this.#require()
    await this.#parts.settings.setValue(settingKey, [...new Set(on)], by)
    this.apply()
    return this.troubles()
  }

  /** Puts the files of a month into the watched folder and takes them in. */
  async handIn(asked: string | undefined, doer: Doer): Promise<{ month: string; folder: string; files: string[]; taken: number }> {
    this.#require()
    const month = asked ?? addMonths(beijingDay(this.#parts.clock.now().getTime()).slice(0, 7), -1)
    await this.#parts.ports.closing.assertOpen([month])
    const folder = await this.#folder(doer)
    const files = await this.#files(month)
    for (const { name, bytes, headers, mapping } of files) {
      // As somebody here has said of an earlier month's file: so they load by themselves.
      await this.#parts.apps.rememberMapping(filesPurpose, headerSignature(headers), { ...mapping })
      await writeFile(join(folder, name), bytes)
    }
    this.#watched.expect(new Map(files.map(({ name, source, accountId }) => [name, { source, ...(accountId === undefined ? {} : { accountId }) }])))
    const { taken, known } = await this.#watched.scan(doer)
    return { month, folder, files: files.map(({ name }) => name), taken: taken + known }
  }

  #require(): void {
    if (!this.#parts.isPractice) throw new Fault('bills.practiceOnly')
  }

  /** The one that is watched; where none is, one inside the workspace becomes it. */
  async #folder({ operatorName }: Doer): Promise<string> {
    const { path, exportPath } = this.#watched.setting
    if (path !== '') return path
    const made = join(this.#parts.dir, 'watched')
    await mkdir(made, { recursive: true })
    await this.#watched.set({ path: made, exportPath }, operatorName)
    return made
  }

  async #files(month: string) {
    const days = daysOfMonth(month)
    const from = beijingDayStart(days[0] ?? month)
    const until = beijingDayStart(days.at(-1) ?? month) + dayMs
    const orders = await this.#parts.repository.paidOrders({ from: new Date(from).toISOString(), until: new Date(until).toISOString() })
    const on = new Set(this.troubles())
    const withoutInterface = await this.#withoutInterface(orders)
    return (await this.#parts.practiceBills?.monthEndFiles({ month, orders, withoutInterface, stray: on.has('missingHere'), missing: on.has('missingThere'), fee: on.has('fee') })) ?? []
  }

  /** Accounts whose provider tells everything and gives no bill. */
  async #withoutInterface(orders: readonly PaidOrder[]) {
    const accounts = (await this.#parts.paymentAccounts.all()).filter((account) => offeredBy(account).length === 0)
    return accounts
      .map((account) => ({ accountId: account.id, provider: account.kind, orders: orders.filter(({ accountId, providerNo }) => accountId === account.id && providerNo !== '') }))
      .filter((one) => one.orders.length > 0)
  }
}
