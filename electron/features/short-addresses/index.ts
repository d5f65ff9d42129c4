import { shortAddressesCommands } from './commands'
import type { ShortAddressesOptions, ShortDoer } from './service'
import { ShortAddressesService } from './service'
import { ShortServices, type ShortServicesOptions } from './services'
import { SmsDesk } from './sms'

export { shortAddressesRepository } from './repository'
export { shortServicesRepository } from './services.repository'
export { shortAddressTodos } from './todos'
export type { ShortAddressesService } from './service'
export type { ShortServices } from './services'
export type { SmsDesk } from './sms'

/** What a renewal asks of short addresses. */
export interface ShortAddressesPort {
  targetsOf(linkId: string): Promise<{ id: string; address: string; canRepoint: boolean }[]>
  /** The link that an address of ours leads to. */
  linkOf(address: string): Promise<string | undefined>
  /** Leads every short address of the link to its new text. */
  repoint: ShortAddressesService['repointAll']
}

type DeskParts = Omit<ShortServicesOptions, 'services'> &
  Omit<ShortAddressesOptions, 'services'> & {
    serviceRows: ShortServicesOptions['services']
    settings: ConstructorParameters<typeof SmsDesk>[0]['settings']
  }

export interface ShortAddressesDesk {
  services: ShortServices
  addresses: ShortAddressesService
  sms: SmsDesk
  commands: ReturnType<typeof shortAddressesCommands>
  port: ShortAddressesPort
}

/** Plugs the feature together. */
export function openShortAddresses(parts: DeskParts): ShortAddressesDesk {
  const services = new ShortServices({ ...parts, services: parts.serviceRows })
  const addresses = new ShortAddressesService({ ...parts, services })
  const sms = new SmsDesk(parts)
  const commands = shortAddressesCommands(addresses, services, sms)
  const port = {
    targetsOf: (linkId: string) => addresses.targetsOf(linkId),
    linkOf: (address: string) => addresses.linkOf(address),
    repoint: (linkId: string, text: string, doer: ShortDoer) => addresses.repointAll(linkId, text, doer),
  }
  return { services, addresses, sms, commands, port }
}
