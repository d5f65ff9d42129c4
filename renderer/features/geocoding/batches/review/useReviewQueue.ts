import type { ErrorEnvelope } from '@shared/contract/error'
import type { GeoRow } from '@shared/contract/geocoding-batches'
import { computed, type ComputedRef, ref, type Ref, shallowRef, type ShallowRef } from 'vue'
import { type Decision, useOpenGeoBatch } from '../open-batch'

/** What stands in the queue: doubtful answers, or addresses that nobody found and that only a pin can place. */
export type QueueState = 'review' | 'notFound'

export interface ReviewQueue {
  state: Ref<QueueState>
  current: ComputedRef<GeoRow | undefined>
  loading: Ref<boolean>
  busy: Ref<boolean>
  error: ShallowRef<ErrorEnvelope | undefined>
  /** Rows decided here since the page was opened, those with the same address among them. */
  decided: Ref<number>
  /** Rows with the same address that the last decision was about too. */
  also: Ref<number>
  /** There is something that can be taken back. */
  undoable: ComputedRef<boolean>
  /** Begins the queue, with a row that is asked for in front. */
  begin(rowNo?: number): Promise<void>
  /** To the row after or before, whatever its state. */
  step(by: 1 | -1): Promise<void>
  /** To the next row that still waits. */
  next(): Promise<void>
  decide(decision: Decision, sameAddress: boolean): Promise<boolean>
  undo(): Promise<void>
}

const pageSize = 100
/** So many rows before the end of what is loaded the next page is fetched. */
const ahead = 10

/** Goes through the rows that wait for a person, in the order of the sheet. Decided ones stay, so that one can go back. */
export function useReviewQueue(): ReviewQueue {
  const store = useOpenGeoBatch()
  const rows = shallowRef<readonly GeoRow[]>([])
  const index = ref(0)
  const cursor = ref<string>()
  const state = ref<QueueState>('review')
  const loading = ref(true)
  const busy = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  const decided = ref(0)
  const also = ref(0)
  /** Numbers of decided rows, the last one at the end, with how many each decision was about. */
  const history = shallowRef<readonly { rowNo: number; count: number }[]>([])
  const current = computed(() => rows.value[index.value])
  /** Rises with each queue that is begun: what comes for an earlier one is dropped. */
  let begun = 0

  async function more(): Promise<void> {
    const mine = begun
    const answer = await store.rows({ cursor: cursor.value, states: [state.value], limit: pageSize })
    if (mine !== begun) return
    error.value = answer.ok ? undefined : answer.error
    if (!answer.ok) return
    const known = new Set(rows.value.map(({ rowNo }) => rowNo))
    rows.value = [...rows.value, ...answer.value.rows.filter(({ rowNo }) => !known.has(rowNo))]
    cursor.value = answer.value.nextCursor
  }
  async function begin(rowNo?: number): Promise<void> {
    const mine = (begun += 1)
    loading.value = true
    rows.value = []
    index.value = 0
    cursor.value = undefined
    also.value = 0
    const asked = rowNo === undefined ? undefined : await store.row(rowNo)
    if (mine !== begun) return
    if (asked?.ok) rows.value = [asked.value]
    await more()
    if (mine === begun) loading.value = false
  }

  /** Stands on a row as it is now: a decision about another may have been about it too. */
  async function stand(at: number): Promise<void> {
    index.value = at
    also.value = 0
    if (at >= rows.value.length - ahead && cursor.value !== undefined) await more()
    const row = rows.value[at]
    if (row) await readAgain(row.rowNo)
  }
  async function readAgain(rowNo: number): Promise<void> {
    const answer = await store.row(rowNo)
    if (answer.ok) replace(answer.value)
  }
  const replace = (row: GeoRow) => (rows.value = rows.value.map((one) => (one.rowNo === row.rowNo ? row : one)))

  async function step(by: 1 | -1): Promise<void> {
    const to = index.value + by
    if (to >= 0 && to < rows.value.length) await stand(to)
  }
  async function next(): Promise<void> {
    for (let at = index.value + 1; at < rows.value.length; at += 1) {
      if (rows.value[at]?.state !== state.value) continue
      await stand(at)
      if (current.value?.state === state.value) return
    }
    // What was passed over stands before; with nothing left, the queue is through.
    const before = rows.value.findIndex((row) => row.state === state.value)
    await stand(before < 0 ? rows.value.length : before)
  }

  async function decide(decision: Decision, sameAddress: boolean): Promise<boolean> {
    const row = current.value
    if (!row || busy.value) return false
    busy.value = true
    const answer = await store.decide(row.rowNo, decision, sameAddress)
    busy.value = false
    error.value = answer.ok ? undefined : answer.error
    if (!answer.ok) return false
    replace(answer.value.row)
    const count = 1 + answer.value.alsoDecided
    decided.value += count
    history.value = [...history.value, { rowNo: row.rowNo, count }]
    await store.refresh()
    await next()
    also.value = answer.value.alsoDecided
    return true
  }
  async function undo(): Promise<void> {
    const last = history.value.at(-1)
    if (!last || busy.value) return
    busy.value = true
    const answer = await store.decide(last.rowNo, { kind: 'undo' }, true)
    busy.value = false
    error.value = answer.ok ? undefined : answer.error
    if (!answer.ok) return
    history.value = history.value.slice(0, -1)
    decided.value = Math.max(0, decided.value - last.count)
    await store.refresh()
    const at = rows.value.findIndex(({ rowNo }) => rowNo === last.rowNo)
    if (at >= 0) await stand(at)
  }

  return { state, current, loading, busy, error, decided, also, undoable: computed(() => history.value.length > 0), begin, step, next, decide, undo }
}
