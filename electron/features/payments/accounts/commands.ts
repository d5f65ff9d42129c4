import { readFile } from 'node:fs/promises'
import type { IncomingFiles } from '../../../platform/files/workspace-files'
import { readClientCertificate } from '../../../platform/keys/pkcs12'
import { doerOf, type PaymentHandlers } from '../handlers'
import type { Descriptions } from './descriptions'
import type { PaymentAccounts } from './service'

export interface AccountCommandParts {
  accounts: PaymentAccounts
  descriptions: Descriptions
  incoming: Pick<IncomingFiles, 'require'>
  /** Milliseconds that only go forward. */
  monotonic: () => number
}

/** `providers`, `accounts.*` and `descriptions.*`. */
export function accountCommands({ accounts, descriptions, incoming, monotonic }: AccountCommandParts): PaymentHandlers<
  'providers' | 'accounts' | 'descriptions'
> {
  return {
    providers: () => Promise.resolve(accounts.kinds()),
    'accounts.list': ({ archived }) => accounts.list(archived),
    'accounts.create': (fields, context) => accounts.create(fields, doerOf(context)),
    'accounts.update': (input, context) => accounts.update(input, doerOf(context)),
    'accounts.archive': ({ id, archived }, context) => accounts.archive(id, archived, doerOf(context)),
    'accounts.setSecret': ({ id, name, secret }) => accounts.setSecret(id, name, secret),
    'accounts.removeSecret': ({ id, name }) => accounts.removeSecret(id, name),
    'accounts.addKey': (input) => accounts.keys.add(input),
    'accounts.addClientCertificate': ({ id, fileId, password }) =>
      accounts.keys.addClientCertificate(id, async () => readClientCertificate(await readFile(incoming.require(fileId).path), password)),
    'accounts.removeKey': ({ id, keyId }) => accounts.keys.remove(id, keyId),
    'accounts.fetchKeys': ({ id }, { correlationId, signal }) => accounts.keys.fetch(id, { correlationId, signal }),
    'accounts.test': async ({ id }, { correlationId, signal }) => {
      const account = await accounts.open(id)
      const started = monotonic()
      const { detail, clockOffSeconds } = await accounts.client(account.kind).test(account, { correlationId, signal })
      const milliseconds = Math.round(monotonic() - started)
      return { detail, milliseconds, ...(clockOffSeconds === undefined ? {} : { clockOffSeconds }) }
    },
    'descriptions.get': ({ id }) => descriptions.get(id),
    'descriptions.save': (input, context) => descriptions.save(input, doerOf(context)),
    'descriptions.try': (input, { correlationId, signal }) => descriptions.try(input, { correlationId, signal }),
  }
}
