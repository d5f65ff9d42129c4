import { CallError } from '@renderer/app/client'
import { useEvent, useGap } from '@renderer/app/events'
import type { CommandInput, CommandOutput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { SettlementFile } from '@shared/contract/settlement-files'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { useSettlementFiles } from './store'

export type Intake = CommandOutput<'settlement.imports.get'>

/** How often files that are being read are asked about, beside the events: they may be missed. */
const lookAgainMs = 700
const busySteps: readonly SettlementFile['step'][] = ['reading', 'checking']

/** One intake: files handed in, recognised, mapped, mended, loaded. */
export function useIntake() {
  const store = useSettlementFiles()
  const intake = shallowRef<Intake>()
  const error = shallowRef<ErrorEnvelope>()
  const uploading = ref<{ name: string; done: number; total: number }>()
  const loaded = shallowRef<CommandOutput<'settlement.imports.load'>>()
  const busy = ref(false)
  const stop = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => {
    stop.abort()
    clearTimeout(timer)
  })
  const files = computed(() => intake.value?.files ?? [])
  const working = computed(() => uploading.value !== undefined || intake.value?.reading === true || files.value.some(({ step }) => busySteps.includes(step)))

  async function open(id: string): Promise<void> {
    const answer = await store.intake(id)
    if (stop.signal.aborted) return
    clearTimeout(timer)
    if (answer.ok) intake.value = answer.value
    else error.value = answer.error
    if (working.value) timer = setTimeout(() => void open(id), lookAgainMs)
  }
  async function refresh(): Promise<void> {
    if (intake.value) await open(intake.value.id)
  }
  /** Hands files in, one after the other, and has them read. Answers the intake's id. */
  async function begin(dropped: readonly File[], accountId: string | undefined): Promise<string | undefined> {
    error.value = undefined
    try {
      const fileIds: string[] = []
      for (const file of dropped) {
        uploading.value = { name: file.name, done: fileIds.length + 1, total: dropped.length }
        fileIds.push(await store.upload(file, stop.signal))
      }
      const answer = await store.add({ fileIds, ...(accountId === undefined ? {} : { accountId }) })
      if (answer.ok) {
        await open(answer.value.intakeId)
        return answer.value.intakeId
      }
      error.value = answer.error
    } catch (cause) {
      // Left while a file was on its way.
      if (stop.signal.aborted) return undefined
      if (!(cause instanceof CallError)) throw cause
      error.value = cause.envelope
    } finally {
      uploading.value = undefined
    }
    return undefined
  }
  async function check(input: CommandInput<'settlement.imports.check'>): Promise<boolean> {
    busy.value = true
    error.value = undefined
    const answer = await store.check(input)
    busy.value = false
    if (!answer.ok) error.value = answer.error
    await refresh()
    return answer.ok
  }
  async function load(ids: string[]): Promise<boolean> {
    busy.value = true
    error.value = undefined
    const answer = await store.load(ids)
    busy.value = false
    if (answer.ok) loaded.value = answer.value
    else error.value = answer.error
    await refresh()
    return answer.ok
  }
  function leave(): void {
    clearTimeout(timer)
    intake.value = undefined
    loaded.value = undefined
    error.value = undefined
  }
  useEvent('settlementFiles.changed', () => void refresh())
  useGap(() => void refresh())
  return { intake, files, error, uploading, loaded, busy, working, open, refresh, begin, check, load, leave }
}
