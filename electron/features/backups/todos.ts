import type { BackupStatus } from '@shared/contract/backups'
import type { Clock } from '../../platform/clock/clock'
import type { Todo, TodoSource } from '../today'

/** A backup that is due is made within a minute; this much later something keeps it from being made. */
const graceMs = 15 * 60_000

/** A backup that failed after the last good one, that was never made, or that is overdue. Practice data need none. */
export function backupTodos(parts: { clock: Clock; status: () => Promise<BackupStatus>; practice: boolean }): TodoSource[] {
  return [
    {
      id: 'backups.state',
      kinds: ['backups.failed', 'backups.never', 'backups.late'],
      permission: 'backups.manage',
      topics: ['backups.changed'],
      load: async () => {
        if (parts.practice) return []
        const todo = stateOf(await parts.status(), parts.clock.now().getTime())
        return todo ? [todo] : []
      },
    },
  ]
}

function stateOf({ plan, lastSuccess, lastFailure, nextAt }: BackupStatus, now: number): Todo | undefined {
  const action = { key: 'today.todos.toBackups', to: '/settings/backups' }
  if (lastFailure && (!lastSuccess || lastSuccess.at < lastFailure.at))
    return {
      id: 'backups.failed',
      kind: 'backups.failed',
      tone: 'failed',
      title: { key: 'today.todos.backupFailed', params: {} },
      detail: { key: `errors.${lastFailure.code}`, params: lastFailure.params },
      since: lastFailure.at,
      action,
    }
  if (!lastSuccess)
    return {
      id: 'backups.never',
      kind: 'backups.never',
      tone: 'attention',
      title: { key: 'today.todos.backupNever', params: {} },
      detail: { key: 'today.todos.backupNeverDetail', params: {} },
      action,
    }
  if (plan.folder === undefined || nextAt === undefined || now <= Date.parse(nextAt) + graceMs) return undefined
  return {
    id: 'backups.late',
    kind: 'backups.late',
    tone: 'attention',
    title: { key: 'today.todos.backupLate', params: {} },
    detail: { key: 'today.todos.backupLateDetail', params: {} },
    since: nextAt,
    action,
  }
}
