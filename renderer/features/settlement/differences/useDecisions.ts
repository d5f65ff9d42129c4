import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { Difference } from '@shared/contract/settlement-reconciliation'
import { type Ref, ref, type ShallowRef, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useSettlement } from '../store'
import type { Found } from './candidate'
import { type Action, decided, type Decision, reversalsOf } from './decisions'

/** What was just done, with the way back where there is one. */
export interface Done {
  text: string
  undo?: (() => Promise<void>) | undefined
}

/** `pair` and `part` change which rows belong together; the others decide about differences. */
export type Asked = { action: Action; rows: Difference[] } | { action: 'pair'; found: Found } | { action: 'part'; found: Found }

interface Places {
  /** Changes rows where they stand in the list. */
  update(change: (row: Difference) => Difference): void
  /** Reads again what is shown of these differences. */
  refresh(ids: readonly string[]): void
  /** After a decision about one: the next one comes. */
  next(): void
  /** Something about which rows belong together was decided: it holds from the next run. */
  rowsDecided(): void
}

export interface Decisions {
  asked: ShallowRef<Asked | undefined>
  busy: Ref<boolean>
  error: ShallowRef<ErrorEnvelope | undefined>
  done: ShallowRef<Done | undefined>
  undoError: ShallowRef<ErrorEnvelope | undefined>
  ask(next: Asked): void
  decide(decision: Decision): Promise<void>
  pair(input: { reconciliationId: string; left: Found['left'][number]['ref'][]; right: Found['right'][number]['ref'][] }, reason: string): Promise<void>
  part(pairId: string, reason: string): Promise<void>
  undo(): Promise<void>
}

/** Decisions about differences: asked, made, told in a notice that offers the way back. */
export function useDecisions({ update, refresh, next, rowsDecided }: Places): Decisions {
  const { t, te, locale } = useI18n()
  const store = useSettlement()
  const asked = shallowRef<Asked>()
  const busy = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  const done = shallowRef<Done>()
  const undoError = shallowRef<ErrorEnvelope>()
  const number = (count: number) => count.toLocaleString(locale.value)

  /** Runs one call; a refusal stays in the dialog that asked. */
  async function attempt<Value>(call: () => Promise<Answer<Value>>): Promise<Value | undefined> {
    if (busy.value) return undefined
    busy.value = true
    const answer = await call()
    busy.value = false
    error.value = answer.ok ? undefined : answer.error
    return answer.ok ? answer.value : undefined
  }
  async function attemptUndo(calls: readonly (() => Promise<Answer<unknown>>)[], ids: readonly string[]): Promise<void> {
    for (const call of calls) {
      const answer = await call()
      undoError.value = answer.ok ? undefined : answer.error
      if (!answer.ok) break
    }
    if (undoError.value === undefined) done.value = { text: t('settlementScreens.done.undone') }
    refresh(ids)
  }

  async function decide(decision: Decision): Promise<void> {
    const question = asked.value
    if (!question || !('rows' in question)) return
    const { rows } = question
    const ids = rows.map(({ id }) => id)
    const outcome = await attempt(() => store.decide({ ids, decision }))
    if (!outcome) return
    const refused = new Set(outcome.refused.map(({ id }) => id))
    const made = rows.filter(({ id }) => !refused.has(id))
    const changed = new Set(made.map(({ id }) => id))
    update((row) => (changed.has(row.id) ? decided(row, decision) : row))
    asked.value = undefined
    undoError.value = undefined
    done.value = { text: saidOf(decision, outcome), undo: undoOf(made, decision) }
    refresh(ids)
    if (rows.length === 1 && refused.size === 0) next()
  }
  function saidOf({ action }: Decision, outcome: { done: number; refused: readonly { code: string }[] }): string {
    const said = t(`settlementScreens.done.${action}`, { count: number(outcome.done) })
    if (outcome.refused.length === 0) return said
    // The reasons in their own words, each once.
    const reasons = [...new Set(outcome.refused.map(({ code }) => (te(`errors.${code}`) ? t(`errors.${code}`) : code)))]
    return `${said} ${t('settlementScreens.done.refused', { count: number(outcome.refused.length), reasons: reasons.join(' ') })}`
  }
  function undoOf(before: readonly Difference[], decision: Decision) {
    const reversals = reversalsOf(before, decision, t('settlementScreens.done.undoReason'))
    if (reversals.length === 0) return undefined
    const ids = before.map(({ id }) => id)
    return async () => {
      await attemptUndo(
        reversals.map((reversal) => () => store.decide(reversal)),
        ids,
      )
      if (undoError.value === undefined) update((row) => before.find(({ id }) => id === row.id) ?? row)
    }
  }

  /** A decision about rows is taken back by its own name, which is the newest of its kind. */
  function undoRows(reconciliationId: string, kind: 'pair' | 'apart', differenceId: string) {
    return async () => {
      const listed = await store.rowDecisions(reconciliationId)
      const newest = listed.ok ? listed.value.find((one) => one.kind === kind && one.takenBack === undefined) : undefined
      undoError.value = listed.ok ? undefined : listed.error
      if (!newest) return
      const reason = t('settlementScreens.done.undoReason')
      await attemptUndo([() => store.takeBack({ reconciliationId, decisionId: newest.id, reason })], [differenceId])
      rowsDecided()
    }
  }
  async function rowsChanged(kind: 'pair' | 'apart', call: () => Promise<Answer<unknown>>): Promise<void> {
    const question = asked.value
    if (!question || !('found' in question)) return
    const { difference } = question.found
    if ((await attempt(call)) === undefined) return
    asked.value = undefined
    undoError.value = undefined
    done.value = { text: t(`settlementScreens.done.${kind}`), undo: undoRows(difference.reconciliationId, kind, difference.id) }
    rowsDecided()
    refresh([difference.id])
    next()
  }

  return {
    asked,
    busy,
    error,
    done,
    undoError,
    ask(question) {
      error.value = undefined
      asked.value = question
    },
    decide,
    pair: (input, reason) => rowsChanged('pair', () => store.makePair({ ...input, reason })),
    part: async (pairId, reason) => {
      const question = asked.value
      if (question && 'found' in question)
        await rowsChanged('apart', () => store.undoPair({ reconciliationId: question.found.difference.reconciliationId, pairId, reason }))
    },
    async undo() {
      const way = done.value?.undo
      if (!way || busy.value) return
      busy.value = true
      await way()
      busy.value = false
    },
  }
}
