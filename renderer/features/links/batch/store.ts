import type { CommandInput } from '@shared/contract'
import type { App } from '@shared/contract/apps'
import type { Channel } from '@shared/contract/campaigns'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Batch } from '@shared/contract/link-batches'
import type { Place } from '@shared/contract/places'
import type { DatedLimit } from '@shared/contract/settings'
import { linkLimitValues } from '@shared/domain/links'
import { ask, CallError, upload } from '@renderer/app/client'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

export type BatchSource =
  | { kind: 'file'; file: File; sheet: string }
  | { kind: 'cells'; headers: readonly string[]; rows: readonly (readonly string[])[] }

/** The list of batches, and what a batch chooses from: mini programs, places and the platform's limits. */
export const useBatches = defineStore('links.batches', () => {
  const rows = shallowRef<readonly Batch[]>([])
  const loading = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  const apps = shallowRef<readonly App[]>([])
  const places = shallowRef<readonly Place[]>([])
  const channels = shallowRef<readonly Channel[]>([])
  const limits = shallowRef<readonly DatedLimit[]>([])
  const choicesError = shallowRef<ErrorEnvelope>()

  async function load(): Promise<void> {
    loading.value = true
    const answer = await ask('links.batches.list', { limit: 200 })
    loading.value = false
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) rows.value = answer.value
  }

  async function loadChoices(): Promise<void> {
    const [appsAnswer, placesAnswer, limitsAnswer, channelsAnswer] = await Promise.all([
      ask('apps.list', {}),
      ask('places.list', {}),
      ask('settings.limits', {}),
      ask('campaigns.channels', {}),
    ])
    const refused = [appsAnswer, placesAnswer, limitsAnswer].find((answer) => !answer.ok)
    choicesError.value = refused && !refused.ok ? refused.error : undefined
    if (appsAnswer.ok) apps.value = appsAnswer.value
    if (placesAnswer.ok) places.value = placesAnswer.value
    if (limitsAnswer.ok) limits.value = limitsAnswer.value
    // A batch can be made without a channel, so a refusal leaves the list empty.
    if (channelsAnswer.ok) channels.value = channelsAnswer.value
  }

  /** Hands the sheet in and starts reading it. @throws CallError */
  async function create(name: string, source: BatchSource): Promise<string> {
    const given: CommandInput<'links.batches.create'>['source'] =
      source.kind === 'file'
        ? {
            kind: 'file',
            fileId: await upload(source.file),
            ...(source.sheet.trim() === '' ? {} : { sheet: source.sheet.trim() }),
          }
        : { kind: 'cells', cells: [[...source.headers], ...source.rows.map((row) => [...row])] }
    const answer = await ask('links.batches.create', { name, source: given })
    if (!answer.ok) throw new CallError(answer.error)
    return answer.value.batchId
  }

  return {
    rows,
    loading,
    error,
    apps,
    places,
    channels,
    limits,
    choicesError,
    limitValues: computed(() => linkLimitValues(Object.fromEntries(limits.value.map(({ key, value }) => [key, value])))),
    load,
    loadChoices,
    create,
  }
})
