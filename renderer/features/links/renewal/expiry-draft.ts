import type { Expiry } from '@shared/domain/links'
import { ref } from 'vue'
import { instantOfWall } from '../maker/moment'

/** A new end as it is typed in the renewal dialogs, from 30 days on. */
export function useExpiryDraft(maxDays: () => number) {
  const type = ref<'days' | 'moment'>('days')
  const days = ref<number | null>(maxDays())
  const at = ref('')
  const reset = () => {
    type.value = 'days'
    days.value = maxDays()
    at.value = ''
  }
  /** The end; `undefined` where nothing is filled in. */
  function read(zone: string): Expiry | undefined {
    if (type.value === 'days') return days.value === null ? undefined : { type: 'days', days: days.value }
    const moment = at.value === '' ? undefined : instantOfWall(at.value, zone)
    return moment === undefined ? undefined : { type: 'moment', at: moment }
  }
  return { type, days, at, reset, read }
}
