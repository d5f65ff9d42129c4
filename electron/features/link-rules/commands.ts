import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { Call, LinkRulesService } from './service'

export function linkRulesCommands(service: LinkRulesService): HandlersOf<'linkRules', CallContext> {
  const callOf = ({ correlationId, signal }: CallContext): Call => ({ correlationId, signal })
  return {
    list: ({ appId }) => service.book(appId),
    refresh: ({ appId }, context) => service.refresh(appId, callOf(context)),
    add: ({ appId, rule }, context) => service.add(appId, rule, context.caller.operator.name, callOf(context)),
    edit: ({ appId, rule }, context) => service.edit(appId, rule, context.caller.operator.name, callOf(context)),
    publish: ({ appId, prefix }, context) =>
      service.publish(appId, prefix, context.caller.operator.name, callOf(context)),
    remove: ({ appId, prefix }, context) => service.remove(appId, prefix, context.caller.operator.name, callOf(context)),
    verificationFile: ({ appId }, context) => service.verificationFile(appId, callOf(context)),
    match: async ({ appId, url }) => {
      const { outcome, winner, overruled, misses, received } = await service.match(appId, url)
      return {
        outcome,
        ...(winner ? { winner } : {}),
        overruled: overruled.map(({ prefix }) => prefix),
        misses: misses.map(({ rule: { prefix }, reason }) => ({ prefix, reason })),
        received,
      }
    },
    image: ({ url, format, minWidth }) => service.image(url, format, minWidth),
  }
}
