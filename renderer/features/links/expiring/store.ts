import { ask } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Link, LinkFilter } from '@shared/contract/links'
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

const pageSize = 500
/** More than a person looks through; the screen says when there are more. */
export const mostHeld = 5000
export const watchedDays = 30

/** Links that have ended or end within 30 days. */
export const useExpiring = defineStore('links.expiring', () => {
  const session = useSession()
  const links = shallowRef<readonly Link[]>([])
  const capped = ref(false)
  const ready = ref(false)
  const error = shallowRef<ErrorEnvelope>()
  let running: AbortController | undefined
  let workspace: string | undefined

  async function all(filter: LinkFilter, signal: AbortSignal): Promise<Link[]> {
    const found: Link[] = []
    let cursor: string | undefined
    do {
      const answer = await ask('links.list', { filter, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) }, signal)
      if (!answer.ok) {
        error.value = answer.error
        return found
      }
      found.push(...answer.value.rows)
      cursor = answer.value.nextCursor
    } while (cursor !== undefined && found.length < mostHeld)
    if (cursor !== undefined) capped.value = true
    return found
  }

  /** Reads them again. @param filter narrows by mini program and campaign */
  async function load(filter: Pick<LinkFilter, 'appId' | 'campaign'>): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    if (workspace !== session.session?.workspace.id) {
      workspace = session.session?.workspace.id
      links.value = []
      ready.value = false
    }
    error.value = undefined
    capped.value = false
    try {
      const [soon, over] = await Promise.all([
        all({ ...filter, expiringWithinDays: watchedDays }, mine.signal),
        all({ ...filter, state: 'expired' }, mine.signal),
      ])
      if (running !== mine) return
      links.value = [...new Map([...soon, ...over].map((link) => [link.id, link])).values()]
      ready.value = true
    } catch (cause) {
      if (!mine.signal.aborted) throw cause
    }
  }
  return { links, capped, ready, error, load }
})
