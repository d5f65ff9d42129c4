import { useSession } from '@renderer/app/session'
import { usePreference } from '@renderer/ui/base/usePreference'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { Lookup } from '@shared/contract/geocoding'
import type { Coordinate } from '@shared/contract/geocoding-values'
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { useGeocoding } from '../store'
import { type AskForm, isAskHow, lookupInput, reverseInput, usualHow } from './ask-form'

/** The one look-up that is open: what is asked, what came of it; the address of the screen holds its id. */
export function useLookup() {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const store = useGeocoding()
  const remembered = usePreference('geocoding.how', usualHow, isAskHow)
  const form = reactive<AskForm>({ mode: 'address', address: '', position: '', datum: 'wgs84', how: { ...remembered.value }, fresh: false })
  const lookup = shallowRef<Lookup>()
  const error = shallowRef<ErrorEnvelope>()
  const busy = ref(false)
  const opening = ref(false)
  const blocked = computed(() => (session.can('geocoding.use') ? '' : t('geocodingScreens.blocked.use')))
  const usable = computed(() => store.usable.map(({ id }) => id))
  const openId = computed(() => (typeof route.query['lookup'] === 'string' ? route.query['lookup'] : undefined))
  let newest = 0

  watch(() => form.how, (now) => (remembered.value = { ...now }), { deep: true })

  /** Only the answer to the last question is shown. */
  async function run(ask: () => Promise<Answer<Lookup>>): Promise<Lookup | undefined> {
    if (blocked.value !== '') return undefined
    const mine = (newest += 1)
    // What was being opened or asked before is not waited for any more.
    opening.value = false
    busy.value = true
    error.value = undefined
    const answer = await ask()
    if (mine !== newest) return undefined
    busy.value = false
    if (answer.ok) take(answer.value)
    else error.value = answer.error
    return answer.ok ? answer.value : undefined
  }
  function take(next: Lookup) {
    lookup.value = next
    form.fresh = false
    if (openId.value !== next.id) void router.replace({ query: { lookup: next.id } })
  }
  const askAddress = () => run(() => store.lookup(lookupInput(form, usable.value)))
  const askPosition = (at: Coordinate) => run(() => store.reverse(reverseInput(form, at, usable.value)))
  const pin = (position: Coordinate, why: string) => {
    const open = lookup.value
    return open ? run(() => store.pin(open.id, position, why)) : Promise.resolve(undefined)
  }

  /** The one that the address names, as it is kept: an earlier one, or after the window was loaded again. */
  async function open(id: string | undefined) {
    if (id === lookup.value?.id) return
    const mine = (newest += 1)
    busy.value = false
    opening.value = id !== undefined
    error.value = undefined
    if (id === undefined) {
      lookup.value = undefined
      return
    }
    const answer = await store.getLookup(id)
    if (mine !== newest) return
    opening.value = false
    lookup.value = answer.ok ? answer.value : undefined
    if (answer.ok) fill(answer.value)
    else error.value = answer.error
  }
  function fill({ kind, address, at, area, country, language }: Lookup) {
    form.mode = kind
    form.address = kind === 'address' ? address : ''
    if (at) Object.assign(form, { position: `${at.lat}, ${at.lng}`, datum: at.datum })
    form.how = { ...form.how, area, country, language: isAskHow({ ...usualHow, language }) ? language : usualHow.language }
  }
  watch(openId, (id) => void open(id), { immediate: true })
  /** Another screen leads here with a position to look up (WGS-84). */
  const brought = route.query['at']
  if (typeof brought === 'string') Object.assign(form, { mode: 'position', position: brought, datum: 'wgs84' })

  return { form, lookup, error, busy, opening, blocked, usable, openId, askAddress, askPosition, pin, take }
}
export type LookupDesk = ReturnType<typeof useLookup>
