import { ask } from '@renderer/app/client'
import { usePreference } from '@renderer/ui/base/usePreference'
import { useErrorText } from '@renderer/ui/state/useErrorText'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { SignatureReport, SignedPage, TicketState } from '@shared/contract/jssdk'
import { type SignNote, signNotes } from '@shared/domain/jssdk'
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { type BenchForm, emptyForm, isBenchForm, newNonce, secondsNow } from './form'

const typingPauseMs = 500

/** The state of the bench: inputs that all tasks share, and what became of them. */
export function useBench() {
  const texts = useErrorText()
  const remembered = usePreference<BenchForm>('jssdk.inputs', emptyForm, isBenchForm)
  const form = reactive<BenchForm>({ ...remembered.value })
  if (form.nonceStr === '') form.nonceStr = newNonce()
  if (form.timestamp === '') form.timestamp = secondsNow()
  const ticket = ref('')
  const signature = ref('')
  const fetchOthers = ref(false)
  const touched = reactive(new Set<string>())
  const busy = ref<'' | 'sign' | 'check' | 'renew'>('')
  const error = shallowRef<ErrorEnvelope>()
  const signed = shallowRef<{ of: string; page: SignedPage }>()
  const report = shallowRef<{ of: string; report: SignatureReport }>()
  const state = shallowRef<TicketState>()
  let running: AbortController | undefined

  const inputs = computed(() => ({
    ...(form.source === 'account' ? { accountId: form.accountId } : { ticket: ticket.value.trim() }),
    url: form.url.trim(),
    nonceStr: form.nonceStr,
    timestamp: form.timestamp.trim(),
  }))
  const stamp = computed(() => JSON.stringify(inputs.value))
  const notes = computed(() =>
    signNotes({ ...inputs.value, ticket: form.source === 'ticket' ? ticket.value.trim() : undefined }),
  )
  const at = (field: SignNote['field'], severities: readonly SignNote['severity'][]) => {
    if (!touched.has(field)) return ''
    const note = notes.value.find((one) => one.field === field && severities.includes(one.severity))
    return note ? texts.field({ path: field, code: `jssdk.${note.code}`, params: note.params }) : ''
  }

  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const soon = (field: string) => {
    clearTimeout(timers.get(field))
    timers.set(
      field,
      setTimeout(() => touched.add(field), typingPauseMs),
    )
  }
  for (const field of ['url', 'nonceStr', 'timestamp'] as const)
    watch(
      () => form[field],
      () => soon(field),
    )
  watch(ticket, () => soon('ticket'))
  watch(form, () => (remembered.value = { ...form }))
  watch([stamp, signature], () => (error.value = undefined))
  if (form.url !== '') touched.add('url')
  watch(
    () => (form.source === 'account' ? form.accountId : ''),
    async (accountId) => {
      state.value = undefined
      if (accountId === '') return
      const answer = await ask('jssdk.ticket', { accountId })
      if (answer.ok && accountId === form.accountId) state.value = answer.value.ticket
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    for (const timer of timers.values()) clearTimeout(timer)
    running?.abort()
    ticket.value = ''
  })

  /** Shows every mistake; true when nothing stands in the way. */
  function ready(): boolean {
    for (const field of ['url', 'nonceStr', 'timestamp', 'ticket', 'account']) touched.add(field)
    const wrong = notes.value.some(({ severity }) => severity === 'error')
    return !wrong && (form.source === 'ticket' || form.accountId !== '')
  }

  async function during<T>(what: 'sign' | 'check' | 'renew', work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    busy.value = what
    error.value = undefined
    try {
      return await work(mine.signal)
    } finally {
      if (running === mine) busy.value = ''
    }
  }

  /** False when a mistake stands in the way. */
  async function sign(): Promise<boolean> {
    if (!ready()) return false
    const of = stamp.value
    const answer = await during('sign', (signal) => ask('jssdk.sign', inputs.value, signal))
    if (!answer.ok) {
      error.value = answer.error
      return true
    }
    signed.value = { of, page: answer.value }
    if (answer.value.ticket) state.value = answer.value.ticket
    return true
  }

  async function check(): Promise<boolean> {
    touched.add('signature')
    if (!ready() || signature.value.trim() === '') return false
    const of = `${stamp.value} ${signature.value}`
    const input = { ...inputs.value, signature: signature.value.trim(), fetchOthers: fetchOthers.value }
    const answer = await during('check', (signal) => ask('jssdk.check', input, signal))
    if (answer.ok) report.value = { of, report: answer.value }
    else error.value = answer.error
    return true
  }

  async function renew(): Promise<boolean> {
    const answer = await during('renew', () => ask('jssdk.renewTicket', { accountId: form.accountId }))
    if (answer.ok) state.value = answer.value.ticket
    else error.value = answer.error
    return answer.ok
  }

  return {
    form,
    ticket,
    signature,
    fetchOthers,
    busy,
    error,
    state,
    signed: computed(() => signed.value?.page),
    /** The inputs changed since the signature was made. */
    stale: computed(() => signed.value !== undefined && signed.value.of !== stamp.value),
    report: computed(() => (report.value?.of === `${stamp.value} ${signature.value}` ? report.value.report : undefined)),
    mistake: (field: SignNote['field']) => at(field, ['error']),
    hint: (field: SignNote['field']) => at(field, ['warning', 'notice']),
    accountMissing: computed(() => touched.has('account') && form.source === 'account' && form.accountId === ''),
    signatureMissing: computed(() => touched.has('signature') && signature.value.trim() === ''),
    sign,
    check,
    renew,
  }
}
export type Bench = ReturnType<typeof useBench>
