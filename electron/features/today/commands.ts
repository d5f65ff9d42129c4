import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { PushService } from './push/service'
import type { TodayService } from './service'

export function todayCommands(service: TodayService, push: PushService): HandlersOf<'today', CallContext> {
  return {
    list: ({ fresh }, { caller }) => service.list(caller, fresh),
    mark: ({ id, how }, { caller }) => service.mark(caller, id, how),
    unmark: ({ id }, { caller }) => service.unmark(caller, id),
    'push.status': () => push.status(),
    'push.configure': (rules, { caller }) => push.configure(rules, caller.operator.name),
    'push.saveRobot': async ({ id, webhook, ...input }) => {
      await push.targets.saveRobot({ ...input, ...(id === undefined ? {} : { id }), ...(webhook === undefined ? {} : { webhook }) })
      return push.changedTargets()
    },
    'push.saveMail': async ({ id, password, ...input }) => {
      await push.targets.saveMail({ ...input, ...(id === undefined ? {} : { id }), ...(password === undefined ? {} : { password }) })
      return push.changedTargets()
    },
    'push.remove': async ({ id }) => {
      await push.targets.remove(id)
      return push.changedTargets()
    },
    'push.test': ({ id }) => push.test(id),
    'push.practiceMessages': () => push.practiceMessages(),
  }
}
