import type { CommandInput } from '@shared/contract'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { GeoKey, GeoProvider } from '@shared/contract/geocoding'
import type { GeoBatch } from '@shared/contract/geocoding-batches'
import { ask, CallError, upload } from '@renderer/app/client'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

export type BatchSource =
  | { kind: 'file'; file: File; sheet: string }
  | { kind: 'cells'; headers: readonly string[]; rows: readonly (readonly string[])[] }

/** The list of batches, and what a batch chooses from: providers and the keys there are for them. */
export const useGeoBatches = defineStore('geocoding.batches', () => {
  const rows = shallowRef<readonly GeoBatch[]>([])
  const loading = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  const providers = shallowRef<readonly GeoProvider[]>([])
  const keys = shallowRef<readonly GeoKey[]>([])
  const choicesError = shallowRef<ErrorEnvelope>()

  async function load(): Promise<void> {
    loading.value = true
    const answer = await ask('geocoding.batches.list', { limit: 200 })
    loading.value = false
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) rows.value = answer.value
  }

  async function loadChoices(): Promise<void> {
    const [known, held] = await Promise.all([ask('geocoding.providers', {}), ask('geocoding.keys.list', {})])
    choicesError.value = known.ok ? (held.ok ? undefined : held.error) : known.error
    if (known.ok) providers.value = known.value
    if (held.ok) keys.value = held.value
  }

  /** Whether a provider could be asked now; a missing key is made good elsewhere. */
  const hasKey = (provider: string): boolean =>
    keys.value.some(({ fields, missing, archived }) => fields.provider === provider && missing.length === 0 && !archived)

  /** Hands the sheet in and starts reading it. @throws CallError */
  async function create(name: string, source: BatchSource): Promise<string> {
    const given: CommandInput<'geocoding.batches.create'>['source'] =
      source.kind === 'file'
        ? { kind: 'file', fileId: await upload(source.file), ...(source.sheet.trim() === '' ? {} : { sheet: source.sheet.trim() }) }
        : { kind: 'cells', cells: [[...source.headers], ...source.rows.map((row) => [...row])] }
    const answer = await ask('geocoding.batches.create', { name, source: given })
    if (!answer.ok) throw new CallError(answer.error)
    return answer.value.batchId
  }

  return { rows, loading, error, providers, keys, choicesError, load, loadChoices, hasKey, create }
})
