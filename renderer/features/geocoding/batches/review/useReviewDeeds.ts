import type { Deed } from '@renderer/ui/shortcuts/deed'
import { useShortcuts } from '@renderer/ui/shortcuts/useShortcuts'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Offer } from '../rows/candidates'
import type { ReviewQueue } from './useReviewQueue'

interface Sight {
  queue: ReviewQueue
  offers: () => readonly Offer[]
  /** Why nothing can be decided; empty when it can. */
  blocked: () => string
  /** A pin is being placed: its keys are its own. */
  pinning: () => boolean
  take: (offer: Offer) => void
  pin: () => void
  leaveOut: () => void
}

/** As many offers as there are digits to take them by. */
const digits = 9

/** The keys of the queue: digits take an offer, P places a pin, S leaves out, U takes back, N and J/K go on and to and fro. */
export function useReviewDeeds({ queue, offers, blocked, pinning, take, pin, leaveOut }: Sight): ComputedRef<Deed[]> {
  const { t } = useI18n()
  const never = computed(() => blocked() || (queue.current.value ? '' : t('geoBatches.review.nothing')))
  const here = computed(() => (queue.current.value ? '' : t('geoBatches.review.nothing')))
  const deeds = computed<Deed[]>(() => [
    { keys: 'p', label: t('geoBatches.review.keys.pin'), blocked: never.value, run: pin },
    { keys: 's', label: t('geoBatches.review.keys.leaveOut'), blocked: never.value, run: leaveOut },
    { keys: 'u', label: t('geoBatches.review.keys.undo'), blocked: blocked() || (queue.undoable.value ? '' : t('geoBatches.review.noUndo')), run: () => void queue.undo() },
    { keys: 'n', label: t('geoBatches.review.keys.next'), blocked: here.value, run: () => void queue.next() },
    { keys: 'k', label: t('geoBatches.review.keys.up'), blocked: '', run: () => void queue.step(-1) },
    { keys: 'j', label: t('geoBatches.review.keys.down'), blocked: here.value, run: () => void queue.step(1) },
  ])
  const group = t('geoBatches.review.title')
  const deedOf = (keys: string) => deeds.value.find((deed) => deed.keys === keys)
  const also: Record<string, string> = { arrowup: 'k', arrowdown: 'j' }
  // On the map and in lists the arrows are their own.
  const inside = () => document.activeElement?.closest('[role="application"], [role="region"], .map-pin') !== null
  useShortcuts([
    ...deeds.value.map(({ keys, label }) => ({
      keys,
      label,
      group,
      when: () => !pinning() && deedOf(keys)?.blocked === '',
      run: () => deedOf(keys)?.run(),
    })),
    ...Object.entries(also).map(([keys, deed]) => ({
      keys,
      label: deedOf(deed)?.label ?? '',
      group,
      when: () => !pinning() && !inside(),
      run: () => deedOf(deed)?.run(),
    })),
    ...Array.from({ length: digits }, (_, at) => ({
      keys: String(at + 1),
      label: t('geoBatches.review.keys.take', { number: at + 1 }),
      group,
      when: () => !pinning() && blocked() === '' && offers()[at] !== undefined,
      run: () => {
        const offer = offers()[at]
        if (offer) take(offer)
      },
    })),
  ])
  return deeds
}
