import { ask } from '@renderer/app/client'
import { useSession } from '@renderer/app/session'
import type { Topic } from '@shared/contract/events'
import type { Job } from '@shared/contract/jobs'
import type { Link } from '@shared/contract/links'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { type Todo, type TodoSource, todoSources } from './todo'

const recentCount = 8

/** What the screen 今天 shows. A part that the role may not see is not asked for; one that fails is named, quietly. */
export const useToday = defineStore('today', () => {
  const session = useSession()
  const found = shallowRef<ReadonlyMap<string, readonly Todo[]>>(new Map())
  const failed = shallowRef<ReadonlySet<string>>(new Set())
  const recent = shallowRef<readonly Link[]>([])
  const jobs = shallowRef<readonly Job[]>([])
  const loaded = ref(false)
  let workspace: string | undefined

  const sources = computed(() => todoSources().filter(({ permission }) => !permission || session.can(permission)))
  const todos = computed(() => sources.value.flatMap(({ id }) => found.value.get(id) ?? []))

  async function loadSource(source: TodoSource): Promise<void> {
    const asked = workspace
    const answer = await source.load({ isPractice: session.isPractice })
    if (asked !== workspace) return
    found.value = new Map(found.value).set(source.id, answer.ok ? answer.value : [])
    const next = new Set(failed.value)
    if (answer.ok) next.delete(source.id)
    else next.add(source.id)
    failed.value = next
  }
  async function loadRecent(): Promise<void> {
    if (!session.can('links.view')) return
    const asked = workspace
    const answer = await ask('links.list', { limit: recentCount })
    if (answer.ok && asked === workspace) recent.value = answer.value.rows
  }
  async function loadJobs(): Promise<void> {
    if (!session.can('jobs.view')) return
    const asked = workspace
    const answer = await ask('jobs.list', { active: true })
    if (answer.ok && asked === workspace) jobs.value = answer.value
  }

  async function load(): Promise<void> {
    const now = session.session?.workspace.id
    if (workspace !== now) {
      workspace = now
      found.value = new Map()
      failed.value = new Set()
      recent.value = []
      jobs.value = []
      loaded.value = false
    }
    await Promise.all([...sources.value.map(loadSource), loadRecent(), loadJobs()])
    loaded.value = true
  }
  /** Asks again what depends on these events. */
  async function refresh(topics: ReadonlySet<Topic>): Promise<void> {
    const touched = sources.value.filter((source) => source.topics.some((topic) => topics.has(topic)))
    await Promise.all([
      ...touched.map(loadSource),
      ...(topics.has('links.changed') ? [loadRecent()] : []),
      ...(topics.has('jobs.changed') ? [loadJobs()] : []),
    ])
  }

  return { todos, failed, recent, jobs, loaded, load, refresh }
})
