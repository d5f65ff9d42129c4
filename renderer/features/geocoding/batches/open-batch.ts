import type { CommandInput, CommandName, CommandOutput } from '@shared/contract'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { GeoBatch, GeoForecast, GeoPlan, GeoRow, GeoRowState } from '@shared/contract/geocoding-batches'
import type { Job } from '@shared/contract/jobs'
import { ask } from '@renderer/app/client'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

export interface RowQuestion {
  cursor?: string | undefined
  states?: GeoRowState[] | undefined
  text?: string | undefined
  limit?: number | undefined
}
export type Decision = CommandInput<'geocoding.batches.decide'>['decision']

/** The one batch that stands on the page: its state, its job, and everything that can be done with it. */
export const useOpenGeoBatch = defineStore('geocoding.openBatch', () => {
  const id = ref('')
  const batch = shallowRef<GeoBatch>()
  const job = shallowRef<Job>()
  const forecast = shallowRef<GeoForecast>()
  const forecastError = shallowRef<ErrorEnvelope>()
  const loadError = shallowRef<ErrorEnvelope>()
  /** The last thing that was tried and refused. */
  const actionError = shallowRef<ErrorEnvelope>()
  const busy = ref(false)
  /** Rises whenever rows may have changed, so that tables and the map read them again. */
  const revision = ref(0)
  let reading = 0

  function close(): void {
    id.value = ''
    batch.value = undefined
    job.value = undefined
    forecast.value = undefined
    forecastError.value = undefined
    loadError.value = undefined
    actionError.value = undefined
  }

  async function open(next: string): Promise<void> {
    if (next !== id.value) close()
    id.value = next
    await refresh()
  }

  /** Reads batch and job again. An answer that a later one has overtaken is dropped. */
  async function refresh(): Promise<void> {
    const mine = (reading += 1)
    const of = id.value
    if (of === '') return
    const answer = await ask('geocoding.batches.get', { batchId: of })
    const jobId = answer.ok ? answer.value.jobId : undefined
    const jobAnswer = jobId === undefined ? undefined : await ask('jobs.get', { id: jobId })
    if (mine !== reading || of !== id.value) return
    loadError.value = answer.ok ? undefined : answer.error
    if (!answer.ok) return
    if (JSON.stringify(batch.value?.counts) !== JSON.stringify(answer.value.counts)) revision.value += 1
    job.value = jobAnswer?.ok ? jobAnswer.value : undefined
    batch.value = answer.value
  }

  /** Does one thing at a time; a refusal stays to be shown until the next try. */
  async function act<N extends CommandName>(name: N, input: CommandInput<N>): Promise<Answer<CommandOutput<N>>> {
    busy.value = true
    actionError.value = undefined
    const answer = await ask(name, input)
    busy.value = false
    if (!answer.ok) actionError.value = answer.error
    await refresh()
    return answer
  }

  const rows = ({ cursor, states, text = '', limit = 200 }: RowQuestion, signal?: AbortSignal) =>
    ask(
      'geocoding.batches.rows',
      {
        batchId: id.value,
        limit,
        ...(cursor === undefined ? {} : { cursor }),
        ...(states === undefined ? {} : { states }),
        ...(text.trim() === '' ? {} : { text: text.trim().slice(0, 200) }),
      },
      signal,
    )

  const row = (rowNo: number) => ask('geocoding.batches.row', { batchId: id.value, rowNo })
  const points = () => ask('geocoding.batches.points', { batchId: id.value })

  async function plan(mapping: Record<string, string>, plan: GeoPlan): Promise<boolean> {
    forecast.value = undefined
    return (await act('geocoding.batches.plan', { batchId: id.value, mapping, plan })).ok
  }

  /** What the run would take; asked anew whenever rows or keys change. */
  let foreseeing = 0
  async function foresee(): Promise<void> {
    const mine = (foreseeing += 1)
    const of = id.value
    if (of === '') return
    const answer = await ask('geocoding.batches.forecast', { batchId: of })
    if (mine !== foreseeing || of !== id.value) return
    forecast.value = answer.ok ? answer.value : undefined
    forecastError.value = answer.ok ? undefined : answer.error
  }

  const run = async (): Promise<boolean> => (await act('geocoding.batches.run', { batchId: id.value })).ok

  /** Goes on: with the job that was paused or broke off, else with a new one for the rows that are left. */
  async function goOn(): Promise<void> {
    if (job.value?.resumable) await act('jobs.resume', { id: job.value.id })
    else await run()
  }

  async function control(verb: 'pause' | 'resume' | 'cancel'): Promise<void> {
    if (job.value) await act(`jobs.${verb}`, { id: job.value.id })
  }

  /** Puts rows back to unasked. */
  const again = (which: Omit<CommandInput<'geocoding.batches.again'>, 'batchId'>) =>
    act('geocoding.batches.again', { batchId: id.value, ...which })

  /** Mends one row; the page's numbers follow by themselves. */
  const editRow = (rowNo: number, cells: string[]): Promise<Answer<GeoRow>> =>
    ask('geocoding.batches.editRow', { batchId: id.value, rowNo, cells })

  const decide = (rowNo: number, decision: Decision, sameAddress: boolean) =>
    ask('geocoding.batches.decide', { batchId: id.value, rowNo, decision, sameAddress })

  const startExport = (choice: Omit<CommandInput<'geocoding.batches.export'>, 'batchId'>) =>
    ask('geocoding.batches.export', { batchId: id.value, ...choice })

  const remove = (batchId: string) => ask('geocoding.batches.remove', { batchId })

  return {
    id,
    batch,
    job,
    forecast,
    forecastError,
    loadError,
    actionError,
    busy,
    revision,
    open,
    close,
    refresh,
    rows,
    row,
    points,
    plan,
    foresee,
    run,
    goOn,
    control,
    again,
    editRow,
    decide,
    startExport,
    remove,
  }
})
