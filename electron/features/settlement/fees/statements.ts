import type { FeeStatement, StatementAct } from '@shared/contract/settlement-fees'
import type { Attachment } from '@shared/contract/settlement-values'
import { formatMoney } from '@shared/domain/money'
import { Fault } from '../../../platform/errors/fault'
import type { Doer } from '../ports'
import { type ContractDesk, payeeOn } from './contracts'
import type { HolidayDesk } from './holidays'
import { type KeptPrior, readPrior } from './packed'
import { presentStatement, type Surroundings } from './present'
import { byOf, type FeeParts, todayOf } from './room-parts'
import { figureOfFile } from './statement-file'
import { standing, type StatementFacts, type StoredPayee, type StoredStatement } from './stored'
import { fromStates, moneyActs, payable, toState } from './transitions'

const shownPriorLines = 500

/** What a step puts into a statement, and what is said of it in the history and the audit trail. */
interface Change {
  facts: Partial<StatementFacts>
  text: string
  attachments: Attachment[]
  details: Record<string, unknown>
}

/** Statements of the service fee: reading them, and moving them on. */
export class StatementDesk {
  readonly #parts: FeeParts
  readonly #contracts: ContractDesk
  readonly #holidays: HolidayDesk

  constructor(parts: FeeParts, contracts: ContractDesk, holidays: HolidayDesk) {
    this.#parts = parts
    this.#contracts = contracts
    this.#holidays = holidays
  }

  /** Newest month first; without lines and history. */
  async list(input: { fromMonth: string; toMonth: string }): Promise<FeeStatement[]> {
    const stored = await this.#parts.rows.statements.list(input)
    const around = await this.#surroundings()
    return Promise.all(
      stored.map(async (statement) => presentStatement(statement, await around(statement), { prior: [], events: await this.#steps(statement) })),
    ).then((all) => all.map((one) => ({ ...one, history: [] })))
  }

  /** @throws Fault `settlement.statementNotFound` */
  async get(id: string): Promise<FeeStatement> {
    return this.#present(await this.#parts.rows.statements.get(id))
  }

  /** Moves a statement on. @throws Fault `settlement.statementChanged`, `settlement.wrongState`, `settlement.monthLocked` and of each step */
  async act(input: { id: string; rev: number; step: StatementAct }, doer: Doer): Promise<FeeStatement> {
    const { rows, ports, changed } = this.#parts
    const statement = await rows.statements.get(input.id)
    await ports.closing.assertOpen([statement.month])
    if (statement.rev !== input.rev) throw new Fault('settlement.statementChanged')
    const { step } = input
    if (step.act === 'undo') return this.#undo(statement, step.reason, doer)
    const from = fromStates[step.act]
    if (!from.includes(statement.state)) throw new Fault('settlement.wrongState', { params: { state: statement.state } })
    const change = await this.#change(statement, step, doer)
    const facts: StatementFacts = { ...statement.facts, ...change.facts, attachments: [...statement.facts.attachments, ...change.attachments] }
    const moved = await rows.statements.step({
      ...{ id: statement.id, rev: statement.rev, from, to: step.act === 'reply' ? statement.state : toState[step.act], facts },
      event: { by: doer.operatorName, action: step.act, text: change.text, attachments: change.attachments },
      isStep: step.act !== 'reply',
      isMoney: moneyActs.has(step.act),
      by: byOf(doer),
      details: change.details,
    })
    changed()
    return this.#present(moved)
  }

  async #change(statement: StoredStatement, step: Exclude<StatementAct, { act: 'undo' }>, doer: Doer): Promise<Change> {
    switch (step.act) {
      case 'receive':
        this.#assertDay(step.issuedDay, 'issuedDay')
        return this.#received(statement, { feeMinor: step.feeMinor, baseMinor: step.baseMinor }, 'typed', { ...step, files: [] }, doer)
      case 'receiveFile': {
        this.#assertDay(step.issuedDay, 'issuedDay')
        const { currencies, ...figure } = await figureOfFile(this.#parts.ports.files, step.fileId)
        if (currencies.some((one) => one !== statement.currency)) throw new Fault('settlement.statementCurrency', { params: { currency: statement.currency } })
        return this.#received(statement, figure, 'imported', { ...step, files: [{ name: figure.name, sha256: figure.sha256 }] }, doer)
      }
      case 'check':
      case 'close':
        return this.#closing(statement, step)
      case 'confirm':
        return this.#confirm(statement, step, doer)
      case 'dispute': {
        const { reason, orderNumbers, claimedMinor } = step
        const dispute = { reason, orderNumbers, claimedMinor, at: this.#parts.clock.instant(), by: doer.operatorName }
        return { facts: { dispute }, text: reason, attachments: await this.#keep(step.attachments, doer), details: { claimedMinor, orders: orderNumbers.length } }
      }
      case 'reply':
        return { facts: {}, text: `${step.day} ${step.from}: ${step.text}`, attachments: await this.#keep(step.attachments, doer), details: {} }
      case 'resolveDispute':
        return this.#resolved(statement, step, doer)
      case 'requestPayment': {
        if ((payable(statement) ?? 0) <= 0) throw new Fault('settlement.nothingToPay')
        const payee = payeeOn(await this.#payees(statement), todayOf(this.#parts))
        if (!payee) throw new Fault('settlement.payeeMissing')
        return { facts: { payeeId: payee.id }, text: step.note, attachments: [], details: { minor: payable(statement), payee: payee.name, account: payee.account } }
      }
      case 'pay':
        return this.#paid(statement, step, doer)
      case 'invoice': {
        this.#assertDay(step.day, 'day')
        const { number, day, minor, taxMinor, note } = step
        if (minor !== statement.facts.paid?.minor && note === '') throw new Fault('settlement.invoiceDiffers', { fields: [{ path: 'step.note', code: 'required' }] })
        const invoice = { number, day, minor, ...(taxMinor === undefined ? {} : { taxMinor }) }
        return { facts: { invoice }, text: note, attachments: await this.#keep(step.attachments, doer), details: { ...invoice } }
      }
    }
  }

  async #received(
    _statement: StoredStatement,
    figure: { feeMinor: number; baseMinor?: number | undefined },
    via: 'typed' | 'imported',
    step: { issuedDay: string; attachments: readonly string[]; note: string; files: { name: string; sha256: string }[] },
    doer: Doer,
  ): Promise<Change> {
    const { feeMinor, baseMinor } = figure
    const platform = { ...(baseMinor === undefined ? {} : { baseMinor }), feeMinor, via, at: this.#parts.clock.instant(), by: doer.operatorName }
    const attachments = await this.#keep(step.attachments, doer)
    return { facts: { platform, issuedDay: step.issuedDay, files: step.files }, text: step.note, attachments, details: { feeMinor, via, issuedDay: step.issuedDay } }
  }

  #closing(statement: StoredStatement, step: { act: 'check' | 'close' }): Change {
    if (step.act === 'close' && statement.state === 'confirmed' && (payable(statement) ?? 0) > 0) throw new Fault('settlement.stillToPay')
    return { facts: {}, text: '', attachments: [], details: {} }
  }

  async #confirm(statement: StoredStatement, step: { day: string; note: string; attachments: readonly string[] }, doer: Doer): Promise<Change> {
    const { computed, facts } = statement
    this.#assertDay(step.day, 'day', facts.issuedDay)
    if (!computed || !facts.platform) throw new Fault('settlement.notComputed')
    const differenceMinor = facts.platform.feeMinor - computed.totalMinor
    // Agreeing to another figure than our own is a decision, and says why.
    if (differenceMinor !== 0 && step.note === '') throw new Fault('settlement.differenceNeedsNote', { fields: [{ path: 'step.note', code: 'required' }] })
    const attachments = await this.#keep(step.attachments, doer)
    return { facts: { confirmedDay: step.day }, text: step.note, attachments, details: { feeMinor: facts.platform.feeMinor, differenceMinor, day: step.day } }
  }

  async #resolved(statement: StoredStatement, step: { outcome: 'corrected' | 'accepted'; feeMinor: number; note: string; attachments: readonly string[] }, doer: Doer): Promise<Change> {
    const { platform } = statement.facts
    if (!platform) throw new Fault('settlement.notComputed')
    if (step.outcome === 'accepted' && step.feeMinor !== platform.feeMinor) throw new Fault('settlement.acceptedDiffers')
    const attachments = await this.#keep(step.attachments, doer)
    const { baseMinor: _base, ...rest } = platform
    const corrected = step.feeMinor === platform.feeMinor ? platform : { ...rest, feeMinor: step.feeMinor, at: this.#parts.clock.instant(), by: doer.operatorName }
    return { facts: { platform: corrected }, text: step.note, attachments, details: { outcome: step.outcome, before: platform.feeMinor, feeMinor: step.feeMinor } }
  }

  async #paid(statement: StoredStatement, step: { day: string; minor: number; reference: string; attachments: readonly string[]; note: string }, doer: Doer): Promise<Change> {
    this.#assertDay(step.day, 'day', statement.facts.confirmedDay)
    const due = payable(statement) ?? 0
    if (step.minor !== due) throw new Fault('settlement.paidDiffers', { params: { amount: formatMoney(due, statement.currency) } })
    const inForce = payeeOn(await this.#payees(statement), todayOf(this.#parts))
    // Money goes only where two persons agreed on, and to nobody who came in between unseen.
    if (!inForce || inForce.id !== statement.facts.payeeId) throw new Fault('settlement.payeeChanged')
    const { day, minor, reference, note } = step
    const paid = { day, minor, reference, by: doer.operatorName }
    return { facts: { paid }, text: note, attachments: await this.#keep(step.attachments, doer), details: { day, minor, reference, payee: inForce.name, account: inForce.account } }
  }

  async #undo(statement: StoredStatement, reason: string, doer: Doer): Promise<FeeStatement> {
    const { rows, changed } = this.#parts
    const last = (await rows.statements.events(statement.seq)).findLast(({ before, undone }) => before !== null && !undone)
    if (!last?.before) throw new Fault('settlement.nothingToUndo')
    if (last.action === 'pay') throw new Fault('settlement.undoPaid')
    if (standing.includes(statement.state) && !standing.includes(last.before.state)) await this.#assertNotBuiltOn(statement)
    const moved = await rows.statements.undo({ id: statement.id, rev: statement.rev, eventSeq: last.seq, reason, by: byOf(doer) })
    changed()
    return this.#present(moved)
  }

  /** Its numbers may move again only while no later statement that stands took over late facts or a balance of it. */
  async #assertNotBuiltOn(statement: StoredStatement): Promise<void> {
    const later = (await this.#parts.rows.statements.ofContract(statement.contractId)).filter(({ month, state }) => month > statement.month && standing.includes(state))
    for (const one of later)
      if ((await this.#prior(one)).some(({ originMonth, reason }) => originMonth === statement.month && reason !== 'refundOfEarlierMonth'))
        throw new Fault('settlement.builtOn', { params: { month: one.month } })
  }

  async #keep(ids: readonly string[], doer: Doer): Promise<Attachment[]> {
    return ids.length === 0 ? [] : this.#parts.ports.files.attachments.keep(ids, doer)
  }

  /** @throws Fault `bridge.invalidInput` for a day to come, or before another one */
  #assertDay(day: string, path: string, notBefore?: string): void {
    if (day > todayOf(this.#parts)) throw new Fault('bridge.invalidInput', { fields: [{ path: `step.${path}`, code: 'settlement.dayToCome' }] })
    if (notBefore !== undefined && day < notBefore) throw new Fault('bridge.invalidInput', { fields: [{ path: `step.${path}`, code: 'settlement.dayTooEarly' }] })
  }

  #payees(statement: StoredStatement): Promise<StoredPayee[]> {
    return this.#parts.rows.contracts.payees(statement.contractId)
  }

  #steps(statement: StoredStatement) {
    return this.#parts.rows.statements.events(statement.seq)
  }

  /** The first prior-period lines, or all of them. */
  async #prior({ runId }: StoredStatement, most = Number.POSITIVE_INFINITY): Promise<KeptPrior[]> {
    if (runId === null) return []
    const found: KeptPrior[] = []
    for (const { number } of await this.#parts.rows.statements.chunks({ runId, kind: 'prior' })) {
      const data = await this.#parts.rows.statements.chunk({ runId, kind: 'prior', number })
      if (data) found.push(...(await readPrior(data)))
      if (found.length >= most) return found.slice(0, most)
    }
    return found
  }

  async #present(statement: StoredStatement): Promise<FeeStatement> {
    const around = await this.#surroundings()
    const [own, prior, events] = await Promise.all([around(statement), this.#prior(statement, shownPriorLines), this.#steps(statement)])
    return presentStatement(statement, own, { prior, events })
  }

  async #surroundings(): Promise<(statement: StoredStatement) => Promise<Surroundings>> {
    const [calendar, locked] = await Promise.all([this.#holidays.calendar(), this.#parts.ports.closing.lockedMonths()])
    const today = todayOf(this.#parts)
    return async (statement) => ({
      contract: await this.#contracts.version(statement.contractId, statement.contractVersion),
      payees: await this.#payees(statement),
      calendar,
      today,
      isLocked: locked.includes(statement.month),
    })
  }
}
