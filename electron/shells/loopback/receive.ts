import type { Application } from '../../application'
import { systemClock } from '../../platform/clock/clock'
import { startReceiver } from '../../platform/receiver'

/**
 * Listens for notifications of payment providers where the command line says so; what comes before the program is there
 * waits for it. Who may come in is decided in each workspace, where an administrator switches it on.
 * @throws Fault of the receiver
 */
export function receiveFor(application: Promise<Application>, { host, port }: { host: string; port: number }) {
  return startReceiver({
    host,
    port,
    clock: systemClock,
    deliver: async (received) => (await application).notices.receive(received),
    reportError: (where, cause) => void application.then((running) => running.notices.failed(where, cause)),
  })
}
