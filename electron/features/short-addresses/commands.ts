import type { HandlersOf } from '@shared/contract'
import type { CallContext } from '../../bridge/context'
import type { ShortAddressesService } from './service'
import type { ShortServices } from './services'
import type { SmsDesk } from './sms'

export function shortAddressesCommands(
  addresses: ShortAddressesService,
  services: ShortServices,
  sms: SmsDesk,
): HandlersOf<'shortAddresses', CallContext> {
  const doer = ({ caller, correlationId }: CallContext) => ({ operatorName: caller.operator.name, correlationId })
  return {
    services: ({ archived }) => services.list(archived),
    'services.save': (input, { caller }) => services.save(input, caller.operator.name),
    'services.archive': ({ id, archived }, { caller }) => services.archive(id, archived, caller.operator.name),
    'services.setDefault': ({ id }) => services.setDefault(id),
    'services.setSecret': ({ id, name, secret }) => services.setSecret(id, name, secret),
    'services.test': ({ id, link }, { correlationId, signal }) => services.test(id, link, { correlationId, signal }),
    list: ({ linkId }) => addresses.list(linkId),
    create: ({ linkId, serviceId }, context) => addresses.create(linkId, serviceId, doer(context)),
    add: ({ linkId, address }, { caller }) => addresses.add(linkId, address, caller.operator.name),
    settle: ({ id, address }) => addresses.settle(id, address),
    repoint: ({ id }, context) => addresses.repoint(id, doer(context)),
    noteRepoint: ({ id }, { caller }) => addresses.noteRepoint(id, caller.operator.name),
    retire: ({ id, retired }) => addresses.retire(id, retired),
    'sms.templates': () => sms.templates(),
    'sms.save': (input) => sms.save(input),
    'sms.remove': ({ id }) => sms.remove(id),
    'sms.setRules': (rules, { caller }) => sms.setRules(rules, caller.operator.name),
  }
}
