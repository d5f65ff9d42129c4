import { ask } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Job } from '@shared/contract/jobs'
import type { Link } from '@shared/contract/links'
import type { TodoBoard, TodoMark } from '@shared/contract/today'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'

const recentCount = 8

/** What the screen 今天 shows. A part that the role may not see is not asked for. */
export const useToday = defineStore('today', () => {
  const session = useSession()
  const board = shallowRef<TodoBoard>()
  const error = shallowRef<ErrorEnvelope>()
  const recent = shallowRef<readonly Link[]>([])
  const jobs = shallowRef<readonly Job[]>([])
  const loaded = ref(false)
  const checking = ref(false)
  let workspace: string | undefined
  let asked = 0

  const items = computed(() => board.value?.items ?? [])
  const aside = computed(() => items.value.filter(({ mark }) => mark))
  const failedSources = computed(() => (board.value?.sources ?? []).filter(({ failed }) => failed))

  async function loadBoard(fresh = false): Promise<void> {
    const turn = ++asked
    const of = workspace
    checking.value = fresh
    const answer = await ask('today.list', { fresh })
    checking.value = false
    // An answer that was overtaken by a later question, or by another workspace, is old.
    if (turn === asked && of === workspace) take(answer)
  }
  function take(answer: { ok: true; value: TodoBoard } | { ok: false; error: ErrorEnvelope }): void {
    error.value = answer.ok ? undefined : answer.error
    if (answer.ok) board.value = answer.value
  }
  async function loadRecent(): Promise<void> {
    if (!session.can('links.view')) return
    const of = workspace
    const answer = await ask('links.list', { limit: recentCount })
    if (answer.ok && of === workspace) recent.value = answer.value.rows
  }
  async function loadJobs(): Promise<void> {
    if (!session.can('jobs.view')) return
    const of = workspace
    const answer = await ask('jobs.list', { active: true })
    if (answer.ok && of === workspace) jobs.value = answer.value
  }

  async function load(): Promise<void> {
    const now = session.session?.workspace.id
    if (workspace !== now) {
      workspace = now
      board.value = undefined
      recent.value = []
      jobs.value = []
      loaded.value = false
    }
    await Promise.all([loadBoard(), loadRecent(), loadJobs()])
    loaded.value = true
  }

  /** Puts an item aside; answers what stood in the way. */
  async function mark(id: string, how: TodoMark['how']): Promise<ErrorEnvelope | undefined> {
    // An older question must not bring it back; a newer one may be answered first, and is no different.
    asked += 1
    const answer = await ask('today.mark', { id, how })
    if (!answer.ok) {
      void loadBoard()
      return answer.error
    }
    board.value = answer.value
    return undefined
  }
  async function unmark(id: string): Promise<void> {
    asked += 1
    take(await ask('today.unmark', { id }))
  }

  return {
    board,
    items,
    aside,
    failedSources,
    error,
    recent,
    jobs,
    loaded,
    checking,
    load,
    loadBoard,
    loadRecent,
    loadJobs,
    mark,
    unmark,
  }
})
