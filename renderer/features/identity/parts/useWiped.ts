import { useSession } from '@renderer/app/session'
import { onBeforeUnmount, onDeactivated, onMounted, watch } from 'vue'

/**
 * Forgets what was typed about a person when the screen is left, the session is locked or ends, or the page goes away.
 * @param given empties the fields; it runs more than once
 * @returns to be asked before a wait: what it answers says afterwards whether everything was forgotten meanwhile, so that
 *   an answer brings nothing back
 */
export function useWiped(given: () => void): () => () => boolean {
  const session = useSession()
  let wiped = 0
  const wipe = () => {
    wiped += 1
    given()
  }
  onBeforeUnmount(wipe)
  onDeactivated(wipe)
  // Sync: nothing may be left in the fields when the overlay of the lock is drawn.
  watch(() => session.locked || session.session === undefined, (away) => away && wipe(), { flush: 'sync' })
  // A browser may keep the whole page in memory after it is left.
  onMounted(() => window.addEventListener('pagehide', wipe))
  onBeforeUnmount(() => window.removeEventListener('pagehide', wipe))
  return () => {
    const before = wiped
    return () => wiped !== before
  }
}
