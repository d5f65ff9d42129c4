import type { CommandInput, CommandName, CommandOutput } from '@shared/contract'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { Job } from '@shared/contract/jobs'
import type { Batch, BatchDefaults, BatchRow, BatchRowState } from '@shared/contract/link-batches'
import type { UnknownRequest } from '@shared/contract/links'
import { ask, saveFile } from '@renderer/app/client'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

const exportKind = 'links.batch.export'

/** The one batch that stands on the page: its state, its job, and everything that can be done with it. */
export const useOpenBatch = defineStore('links.openBatch', () => {
  const id = ref('')
  const batch = shallowRef<Batch>()
  const job = shallowRef<Job>()
  const exports = shallowRef<readonly Job[]>([])
  const loadError = shallowRef<ErrorEnvelope>()
  /** The last thing that was tried and refused. */
  const actionError = shallowRef<ErrorEnvelope>()
  const busy = ref(false)
  /** Rises whenever rows may have changed, so that tables read them again. */
  const revision = ref(0)
  let reading = 0

  const latestExport = computed(() => exports.value[0])

  function close(): void {
    id.value = ''
    batch.value = undefined
    job.value = undefined
    exports.value = []
    forecast.value = undefined
    loadError.value = undefined
    actionError.value = undefined
  }

  async function open(next: string): Promise<void> {
    if (next !== id.value) close()
    id.value = next
    await Promise.all([refresh(), refreshExports()])
  }

  /** Reads batch and job again. An answer that a later one has overtaken is dropped. */
  async function refresh(): Promise<void> {
    const mine = (reading += 1)
    const of = id.value
    if (of === '') return
    const answer = await ask('links.batches.get', { batchId: of })
    const jobId = answer.ok ? answer.value.jobId : undefined
    const jobAnswer = jobId === undefined ? undefined : await ask('jobs.get', { id: jobId })
    if (mine !== reading || of !== id.value) return
    loadError.value = answer.ok ? undefined : answer.error
    if (!answer.ok) return
    if (JSON.stringify(batch.value?.counts) !== JSON.stringify(answer.value.counts)) revision.value += 1
    job.value = jobAnswer?.ok ? jobAnswer.value : undefined
    batch.value = answer.value
  }

  async function refreshExports(): Promise<void> {
    const answer = await ask('jobs.list', { limit: 200 })
    if (answer.ok)
      exports.value = answer.value.filter((one) => one.kind === exportKind && one.subjectId === id.value)
  }

  /** Does one thing at a time; a refusal stays to be shown until the next try. True if it was done. */
  async function act<N extends CommandName>(name: N, input: CommandInput<N>): Promise<Answer<CommandOutput<N>>> {
    busy.value = true
    actionError.value = undefined
    const answer = await ask(name, input)
    busy.value = false
    if (!answer.ok) actionError.value = answer.error
    await refresh()
    return answer
  }

  const rows = (input: { cursor?: string | undefined; states?: BatchRowState[] | undefined }, signal?: AbortSignal) =>
    ask(
      'links.batches.rows',
      {
        batchId: id.value,
        limit: 500,
        ...(input.cursor === undefined ? {} : { cursor: input.cursor }),
        ...(input.states === undefined ? {} : { states: input.states }),
      },
      signal,
    )

  /** Every row in these states, page by page. */
  async function allRows(states: BatchRowState[]): Promise<BatchRow[]> {
    const all: BatchRow[] = []
    let cursor: string | undefined
    do {
      const answer = await rows({ cursor, states })
      if (!answer.ok) {
        actionError.value = answer.error
        return all
      }
      all.push(...answer.value.rows)
      cursor = answer.value.nextCursor
    } while (cursor !== undefined)
    return all
  }

  /** What the run would take; asked anew whenever rows change. */
  const forecast = shallowRef<CommandOutput<'links.batches.forecast'>>()
  let foreseeing = 0
  async function foresee(): Promise<void> {
    const mine = (foreseeing += 1)
    const of = id.value
    if (of === '') return
    const answer = await ask('links.batches.forecast', { batchId: of })
    if (mine === foreseeing && of === id.value) forecast.value = answer.ok ? answer.value : undefined
  }

  async function check(mapping: Record<string, string>, defaults: BatchDefaults): Promise<boolean> {
    return (await act('links.batches.check', { batchId: id.value, mapping, defaults })).ok
  }

  /** Mends one row; the page's numbers follow by themselves. */
  function editRow(rowNo: number, cells: string[]): Promise<Answer<BatchRow>> {
    return ask('links.batches.editRow', { batchId: id.value, rowNo, cells })
  }

  async function leaveOut(rowNos: number[] | undefined, out: boolean): Promise<void> {
    const picked = rowNos === undefined ? {} : { rowNos }
    await act('links.batches.leaveOut', { batchId: id.value, leaveOut: out, ...picked })
    revision.value += 1
  }

  async function run(): Promise<boolean> {
    return (await act('links.batches.run', { batchId: id.value })).ok
  }

  /** Goes on: with the job that was paused or broke off, else with a new one for the rows that are left. */
  async function goOn(): Promise<void> {
    if (job.value?.resumable && batch.value?.state !== 'checked') await act('jobs.resume', { id: job.value.id })
    else await run()
  }

  async function retryFailed(): Promise<void> {
    if ((await act('links.batches.retry', { batchId: id.value })).ok) await run()
  }

  async function control(verb: 'pause' | 'resume' | 'cancel', of: Job | undefined = job.value): Promise<void> {
    if (of) await act(`jobs.${verb}`, { id: of.id })
  }

  /** Requests of this batch whose answer never came. */
  async function unknowns(): Promise<UnknownRequest[]> {
    const answer = await ask('links.unknowns', {})
    if (!answer.ok) actionError.value = answer.error
    return answer.ok ? answer.value.filter((one) => one.batch?.id === id.value) : []
  }

  async function settle(ids: string[], decision: 'redo' | 'giveUp', note: string): Promise<boolean> {
    for (let from = 0; from < ids.length; from += 5000) {
      const part = ids.slice(from, from + 5000)
      if (!(await act('links.settleUnknown', { ids: part, decision, note })).ok) return false
    }
    revision.value += 1
    return true
  }

  async function startExport(choice: Omit<CommandInput<'links.batches.export'>, 'batchId'>): Promise<boolean> {
    const answer = await act('links.batches.export', { batchId: id.value, ...choice })
    await refreshExports()
    return answer.ok
  }

  async function save(fileId: string): Promise<void> {
    const answer = await ask('files.offer', { fileId })
    actionError.value = answer.ok ? undefined : answer.error
    if (answer.ok) await saveFile(answer.value)
  }

  return {
    id,
    batch,
    job,
    exports,
    latestExport,
    loadError,
    actionError,
    busy,
    revision,
    forecast,
    foresee,
    open,
    close,
    refresh,
    refreshExports,
    rows,
    allRows,
    check,
    editRow,
    leaveOut,
    run,
    goOn,
    retryFailed,
    control,
    unknowns,
    settle,
    startExport,
    save,
  }
})
