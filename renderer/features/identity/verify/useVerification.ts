import { useEvent, useGap } from '@renderer/app/events'
import type { CommandInput, CommandOutput } from '@shared/contract'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { IdentityRecord } from '@shared/contract/identity-values'
import { ref, shallowRef, watch } from 'vue'
import { useIdentity } from '../store'

export type CameraOutcome = CommandInput<'identity.practice.finish'>['outcome']

/**
 * One verification under way, named by the address. Its credential is held only here: it is told once, by the answer that
 * made it, and is gone when another record is opened, the screen is left or the session locked.
 */
export function useVerification(id: () => string | undefined, opened: (id: string | undefined) => void) {
  const store = useIdentity()
  const record = shallowRef<IdentityRecord>()
  const credential = ref('')
  const expiresAt = ref<string>()
  /** v1: what the mini program or the push gave. */
  const verifyResult = ref('')
  const push = ref('')
  /** In practice: what the user did; a credential is good for one time in front of the camera. */
  const acted = ref<CameraOutcome>()
  const busy = ref<'' | 'start' | 'check' | CameraOutcome>('')
  const error = shallowRef<ErrorEnvelope>()
  /** Counts what was forgotten: an answer that was asked for before the last time brings nothing back. */
  let forgotten = 0

  function forget() {
    forgotten += 1
    credential.value = ''
    verifyResult.value = ''
    push.value = ''
    acted.value = undefined
  }
  async function doing<Value>(what: typeof busy.value, asking: () => Promise<Answer<Value>>): Promise<Value | undefined> {
    if (busy.value !== '') return undefined
    busy.value = what
    error.value = undefined
    const answer = await asking()
    busy.value = ''
    if (answer.ok) return answer.value
    error.value = answer.error
    return undefined
  }
  async function load() {
    const wanted = id()
    if (wanted === undefined) {
      record.value = undefined
      return
    }
    const answer = await store.record(wanted)
    if (id() !== wanted) return
    if (answer.ok) {
      record.value = answer.value.record
      // Erased in another window: nobody can be asked about it any more.
      if (record.value.erasedAt !== undefined) forget()
    } else error.value = answer.error
  }
  watch(
    id,
    (now) => {
      if (now === record.value?.id) return
      forget()
      error.value = undefined
      void load()
    },
    { immediate: true },
  )
  useEvent('identity.changed', () => void load())
  useGap(() => void load())

  return {
    record,
    credential,
    expiresAt,
    verifyResult,
    push,
    acted,
    busy,
    error,
    forget,
    /** @returns whether WeChat gave a credential */
    async start(input: CommandInput<'identity.start'>): Promise<boolean> {
      const before = forgotten
      const done = await doing<CommandOutput<'identity.start'>>('start', () => store.start(input))
      if (!done) return false
      // Left or locked meanwhile: the record is in the list of those that wait; nobody is taken back here.
      if (forgotten !== before) return true
      forget()
      record.value = done.record
      credential.value = done.credential
      expiresAt.value = done.expiresAt
      opened(done.record.id)
      return true
    },
    async check(): Promise<void> {
      const now = record.value
      if (!now) return
      const done = await doing<IdentityRecord>('check', () => store.check(now.id, verifyResult.value.trim()))
      if (!done) return
      if (id() === done.id) record.value = done
      // A verified one is over; after a failure the user may try again with the same credential.
      if (done.verdict === 'verified') forget()
      verifyResult.value = ''
      push.value = ''
    },
    async finish(outcome: CameraOutcome): Promise<void> {
      const now = record.value
      if (!now) return
      const before = forgotten
      const done = await doing<CommandOutput<'identity.practice.finish'>>(outcome, () => store.finish({ id: now.id, outcome }))
      if (!done || forgotten !== before) return
      acted.value = outcome
      verifyResult.value = done.verifyResult
      push.value = done.push
    },
  }
}
