import { ask } from '@renderer/app/client'
import type { Todo, TodoSource } from '../todo'

/** A backup that failed after the last good one, or that was never made. Practice data need none. */
export const backupState: TodoSource = {
  id: 'backups.state',
  order: 50,
  permission: 'backups.manage',
  topics: ['backups.changed'],
  async load({ isPractice }) {
    if (isPractice) return { ok: true, value: [] }
    const answer = await ask('backups.status', {})
    if (!answer.ok) return answer
    const { lastSuccess, lastFailure } = answer.value
    const action = { key: 'today.todos.toBackups', to: '/settings/backups' }
    const todos: Todo[] = []
    if (lastFailure && (!lastSuccess || lastSuccess.at < lastFailure.at))
      todos.push({
        id: 'backups.failed',
        tone: 'failed',
        title: { key: 'today.todos.backupFailed' },
        detail: { key: `errors.${lastFailure.code}`, params: lastFailure.params },
        since: lastFailure.at,
        action,
      })
    else if (!lastSuccess)
      todos.push({
        id: 'backups.never',
        tone: 'attention',
        title: { key: 'today.todos.backupNever' },
        detail: { key: 'today.todos.backupNeverDetail' },
        action,
      })
    return { ok: true, value: todos }
  },
}
