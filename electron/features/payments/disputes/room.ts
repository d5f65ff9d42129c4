import type { AppsService } from '../../apps'
import type { PaymentsParts } from '../parts'
import { disputeCommands } from './commands'
import { disputesRepository } from './repository'
import { DisputesService } from './service'
import { disputeTodos } from './todos'

/** Plugs the room of disputes together. */
export function openDisputesRoom(parts: Pick<PaymentsParts, 'store' | 'clock' | 'newId' | 'settings' | 'incoming' | 'changed'> & { apps: AppsService }) {
  const { store, clock, newId, settings, incoming, apps, changed } = parts
  const disputes = new DisputesService({
    repository: store.client(disputesRepository),
    clock,
    newId,
    zone: () => settings.get().zone,
    changed: () => {
      changed.disputes()
      changed.orders(1)
    },
  })
  return {
    commands: disputeCommands(disputes, { incoming, mappings: apps }),
    todos: disputeTodos({ clock, zone: () => settings.get().zone, disputes }),
  }
}
