import type { FeeContract, FeeContractFields, Payee } from '@shared/contract/settlement-fees'
import { monthSpan } from '@shared/domain/beijing-time'
import { Fault } from '../../../platform/errors/fault'
import type { Doer } from '../ports'
import { secondPerson } from '../second-person'
import { byOf, type FeeParts, todayOf } from './room-parts'
import type { StoredContract, StoredPayee } from './stored'

/** Agreements and payees: both dated, nothing of them overwritten. */
export class ContractDesk {
  readonly #parts: FeeParts

  constructor(parts: FeeParts) {
    this.#parts = parts
  }

  async list(): Promise<FeeContract[]> {
    return (await this.#parts.rows.contracts.all()).map(contractOf)
  }

  /** @throws Fault `settlement.contractChanged`, `settlement.contractNotFound`, `bridge.invalidInput` */
  async save(input: { id?: string | undefined; fields: FeeContractFields; version?: number | undefined }, doer: Doer): Promise<FeeContract> {
    const { rows, newId, changed } = this.#parts
    const known = input.id === undefined ? [] : (await rows.contracts.all()).filter(({ id }) => id === input.id)
    if (input.id !== undefined && known.length === 0) throw new Fault('settlement.contractNotFound')
    const first = known[0]
    if (first && first.fields.currency !== input.fields.currency) throw new Fault('settlement.contractCurrency', { params: { currency: first.fields.currency } })
    const saved = await rows.contracts.save({ id: input.id ?? newId(), fields: input.fields, after: input.id === undefined ? 0 : (input.version ?? 0), by: byOf(doer) })
    changed()
    return contractOf(saved)
  }

  /** The version of each agreement in force on the first day of a month; one that begins in the month counts from its first version on. */
  async inForce(month: string): Promise<StoredContract[]> {
    const all = await this.#parts.rows.contracts.all()
    return [...Map.groupBy(all, ({ id }) => id).values()].flatMap((versions) => versionOfMonth(versions, month) ?? [])
  }

  /** @throws Fault `settlement.contractNotFound` */
  async version(id: string, version: number): Promise<StoredContract> {
    const found = (await this.#parts.rows.contracts.all()).find((one) => one.id === id && one.version === version)
    if (!found) throw new Fault('settlement.contractNotFound')
    return found
  }

  async payees(contractId: string): Promise<Payee[]> {
    const stored = await this.#parts.rows.contracts.payees(contractId)
    const inForce = payeeOn(stored, todayOf(this.#parts))
    return stored.map((payee) => payeeOf(payee, inForce?.id, todayOf(this.#parts)))
  }

  /** @throws Fault `settlement.contractNotFound`, `files.notFound` */
  async propose(
    input: { contractId: string; name: string; bank: string; account: string; fromDay: string; source: string; attachments: readonly string[]; note: string },
    doer: Doer,
  ): Promise<Payee> {
    const { rows, newId, ports, changed } = this.#parts
    if (!(await rows.contracts.all()).some(({ id }) => id === input.contractId)) throw new Fault('settlement.contractNotFound')
    const attachments = input.attachments.length === 0 ? [] : await ports.files.attachments.keep(input.attachments, doer)
    const stored = await rows.contracts.propose({ ...input, attachments, id: newId(), by: byOf(doer) })
    changed()
    return payeeOf(stored, undefined, todayOf(this.#parts))
  }

  /** By another person than who proposed it. @throws Fault `settlement.ownPayee`, `settlement.payeeDecided`, of the password */
  async decide(input: { id: string; confirm: boolean; note: string; approver?: { name: string; password: string } | undefined }, doer: Doer): Promise<Payee> {
    const { rows, operators, changed } = this.#parts
    const by = await secondPerson(operators, { approver: input.approver?.name, password: input.approver?.password }, 'settlement.approve', doer)
    const { contractId } = await rows.contracts.decide({ id: input.id, confirm: input.confirm, note: input.note, by: byOf(by) })
    changed()
    const payee = (await this.payees(contractId)).find(({ id }) => id === input.id)
    if (!payee) throw new Fault('settlement.payeeNotFound')
    return payee
  }
}

function versionOfMonth(versions: readonly StoredContract[], month: string): StoredContract | undefined {
  const sorted = versions.toSorted((a, b) => (a.fields.fromDay === b.fields.fromDay ? a.version - b.version : a.fields.fromDay < b.fields.fromDay ? -1 : 1))
  const first = sorted[0]
  const inForce = sorted.findLast(({ fields }) => fields.fromDay <= `${month}-01`)
  return inForce ?? (first?.fields.fromDay.startsWith(month) ? first : undefined)
}

export function contractOf({ id, version, fields, savedAt, savedBy }: StoredContract): FeeContract {
  return { id, version, ...fields, savedAt, savedBy }
}

/** The confirmed payee that holds on a day: the latest by its day, then by its confirmation. */
export function payeeOn(payees: readonly StoredPayee[], day: string): StoredPayee | undefined {
  return payees
    .filter(({ state, fromDay }) => state === 'confirmed' && fromDay <= day)
    .toSorted((a, b) => (a.fromDay === b.fromDay ? ((a.decidedAt ?? '') < (b.decidedAt ?? '') ? -1 : 1) : a.fromDay < b.fromDay ? -1 : 1))
    .at(-1)
}

/** `replaced`: confirmed once, and another one holds today. */
export function payeeOf(payee: StoredPayee, inForceId: string | undefined, today: string): Payee {
  const { contractId: _contract, proposedById: _by, decidedBy, decidedAt, state, ...rest } = payee
  const isReplaced = state === 'confirmed' && inForceId !== undefined && payee.id !== inForceId && payee.fromDay <= today
  return { ...rest, state: isReplaced ? 'replaced' : state, ...(decidedBy === null ? {} : { decidedBy }), ...(decidedAt === null ? {} : { decidedAt }) }
}

/** Whether a month lies in the future: nothing can be computed of it. */
export function isFuture(month: string, nowMs: number): boolean {
  return monthSpan(month).fromMs > nowMs
}
