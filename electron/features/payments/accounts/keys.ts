import type { AccountKey, PaymentAccount } from '@shared/contract/payment-accounts'
import type { ProviderTraits } from '@shared/contract/payment-providers'
import type { Clock } from '../../../platform/clock/clock'
import { Fault } from '../../../platform/errors/fault'
import { type CertificateFacts, readCertificate, readPublicKey } from '../../../platform/keys'
import type { RepositoryClient } from '../../../platform/store/repository'
import type { OpenAccount, OpenKey, ProviderCall, ProviderClient } from '../../../upstream/payments'
import { asFieldFault, atField, fingerprintEnd } from './key-material'
import { assertComplete, keyModeOf, neededForCalls } from './missing'
import type { NewKey, paymentAccountsRepository, SealedAccount, StoredAccount } from './repository'
import type { AccountSecrets } from './secrets'

export interface AccountKeysParts {
  repository: RepositoryClient<typeof paymentAccountsRepository>
  clock: Clock
  newId: () => string
  secrets: AccountSecrets
  get: (accountId: string) => Promise<PaymentAccount>
  traits: (kind: string) => ProviderTraits
  client: (kind: string) => ProviderClient
  assemble: (account: PaymentAccount) => Promise<OpenAccount>
  done: (stored: StoredAccount) => PaymentAccount
  /** A use was noted: what is kept in memory is old. */
  noted: () => void
}

/** A client certificate read from a file, its private key in the clear. */
export interface ClientCertificate {
  certificatePem: string
  privateKeyPem: string
  serial: string
  subject: string
  notBefore: string
  notAfter: string
}

const noteUseEveryMs = 60_000
/** A fetched certificate that ended stays so long: messages signed shortly before may still come. */
const keepEndedMs = 14 * 86_400_000
/** Forged messages name unknown keys too: they must not make us ask all the time. */
const lookAgainMs = 5 * 60_000
/** `PUB_KEY_ID_` and digits (payment-providers §8.3); letters were never seen, but nothing rules them out. */
const publicKeyId = /^PUB_KEY_ID_[0-9A-Za-z]{8,64}$/u

/**
 * Key material of payment accounts: platform certificates and WeChat Pay's public key, both at once during a switch,
 * and client certificates. Rotation adds what is new; what is old stays until it ends.
 */
export class AccountKeys {
  readonly #parts: AccountKeysParts
  readonly #fetching = new Map<string, Promise<PaymentAccount>>()
  readonly #fetchedAt = new Map<string, number>()

  constructor(parts: AccountKeysParts) {
    this.#parts = parts
  }

  /** @throws Fault `bridge.invalidInput` with the fields `kind`, `pem`, `serial`; `payments.accountNotFound` */
  async add(input: { id: string; kind: 'platformCertificate' | 'publicKey'; pem: string; serial: string }): Promise<PaymentAccount> {
    const account = await this.#parts.get(input.id)
    if (!this.#parts.traits(account.kind).keys.includes(input.kind)) throw refused('kind', 'payments.keyNotUsed')
    const key = input.kind === 'platformCertificate' ? this.#certificate(input) : this.#publicKey(input)
    return this.#put(account.id, { ...key, sealed: null })
  }

  /**
   * @param read reads the file; its faults `keys.*` are told at the field
   * @throws Fault `bridge.invalidInput` at `fileId` or `password` for what cannot be used; `vault.locked`
   */
  async addClientCertificate(accountId: string, read: () => Promise<ClientCertificate>): Promise<PaymentAccount> {
    const account = await this.#parts.get(accountId)
    if (!this.#parts.traits(account.kind).keys.includes('clientCertificate')) throw refused('fileId', 'payments.keyNotUsed')
    const { certificatePem, privateKeyPem, ...facts } = await read().catch((cause: unknown) => {
      throw asFieldFault(isAboutPassword(cause) ? 'password' : 'fileId', cause)
    })
    this.#assertValid(facts, 'fileId')
    const id = this.#parts.newId()
    const { sealed } = this.#parts.secrets.seal(accountId, sealedName(id), privateKeyPem)
    return this.#put(accountId, { id, kind: 'clientCertificate', pem: certificatePem, ...facts, sealed })
  }

  async remove(accountId: string, keyId: string): Promise<PaymentAccount> {
    return this.#parts.done(await this.#parts.repository.removeKey({ accountId, keyId }))
  }

  /**
   * Fetches the platform certificates. Several who ask at once share one fetch.
   * @throws Fault `payments.keysNotFetched` where the kind has none to fetch; those of the provider's client
   */
  fetch(accountId: string, call: ProviderCall): Promise<PaymentAccount> {
    const known = this.#fetching.get(accountId)
    if (known) return known
    const fetching = this.#fetchNow(accountId, call).finally(() => this.#fetching.delete(accountId))
    this.#fetching.set(accountId, fetching)
    return fetching
  }

  /** An account whose answers nothing can verify yet fetches its certificates first. */
  async ensureVerifiable(account: PaymentAccount): Promise<void> {
    if (!this.#usesCertificates(account) || account.keys.some(verifies)) return
    await this.fetch(account.id, { correlationId: account.id })
  }

  /**
   * A message came with a key that the account does not have: the provider may have changed over before we asked. What
   * could not be verified is sent again by the provider, or asked for again by us.
   */
  async lookForNew(accountId: string, call: ProviderCall): Promise<void> {
    const account = await this.#parts.get(accountId)
    const fetched = this.#fetchedAt.get(accountId) ?? -Infinity
    if (!this.#usesCertificates(account) || this.#parts.clock.now().getTime() - fetched < lookAgainMs) return
    this.#fetchedAt.set(accountId, this.#parts.clock.now().getTime())
    await this.fetch(accountId, call)
  }

  /** Refetches the certificates of accounts that use them and have not done so for `everyMs` in this run. */
  async refresh(accounts: readonly PaymentAccount[], everyMs: number, newCall: () => ProviderCall): Promise<void> {
    const now = this.#parts.clock.now().getTime()
    const due = (account: PaymentAccount) => now - (this.#fetchedAt.get(account.id) ?? -Infinity) >= everyMs
    for (const account of accounts)
      if (!account.archived && neededForCalls(account).length === 0 && this.#usesCertificates(account) && due(account)) {
        // Counted before it is known how it ended: a provider that is down is not asked in every round.
        this.#fetchedAt.set(account.id, now)
        await this.fetch(account.id, newCall()).catch(() => undefined)
      }
  }

  /** Notes a use of a key, at most once a minute. */
  async used(accountId: string, serial: string): Promise<void> {
    const { clock, repository } = this.#parts
    const since = new Date(clock.now().getTime() - noteUseEveryMs).toISOString()
    const known = (await this.#parts.get(accountId)).keys.find((key) => key.serial === serial)
    if (!known || (known.lastUsedAt ?? '') > since) return
    if (await repository.keyUsed({ accountId, serial, at: clock.instant(), since })) this.#parts.noted()
  }

  open(accountId: string, key: SealedAccount['keys'][number]): OpenKey {
    const { id, kind, serial, pem, sealed, notBefore, notAfter } = key
    return {
      id,
      kind,
      serial,
      pem,
      ...(sealed === null ? {} : { privateKeyPem: this.#parts.secrets.open(accountId, sealedName(id), sealed) }),
      ...(notBefore === null ? {} : { notBefore }),
      ...(notAfter === null ? {} : { notAfter }),
    }
  }

  async #fetchNow(accountId: string, call: ProviderCall): Promise<PaymentAccount> {
    const account = await this.#parts.get(accountId)
    const client = this.#parts.client(account.kind)
    if (!client.fetchKeys) throw new Fault('payments.keysNotFetched', { params: { name: account.name } })
    assertComplete(account)
    const found = await client.fetchKeys(await this.#parts.assemble(account), call)
    const now = this.#parts.clock.now().getTime()
    this.#fetchedAt.set(accountId, now)
    const keys = found.map(({ kind, serial, pem, notBefore, notAfter }): NewKey => {
      const subject = kind === 'platformCertificate' ? readCertificate(pem).subject : ''
      return { id: this.#parts.newId(), kind, serial, subject, pem, sealed: null, notBefore: notBefore ?? null, notAfter: notAfter ?? null }
    })
    const endedBefore = new Date(now - keepEndedMs).toISOString()
    return this.#parts.done(await this.#parts.repository.takeFetchedKeys({ accountId, keys, endedBefore }))
  }

  #canFetch(account: PaymentAccount): boolean {
    return this.#parts.client(account.kind).fetchKeys !== undefined
  }

  #usesCertificates(account: PaymentAccount): boolean {
    return this.#canFetch(account) && keyModeOf(account.values, this.#parts.traits(account.kind)) !== 'publicKey'
  }

  #certificate({ pem, serial }: { pem: string; serial: string }): Omit<NewKey, 'sealed'> {
    const read: CertificateFacts = atField('pem', () => readCertificate(pem))
    this.#assertValid(read, 'pem')
    if (serial !== '' && serial.toUpperCase() !== read.serial) throw refused('serial', 'payments.serialOfOther', { serial: read.serial })
    return { id: this.#parts.newId(), kind: 'platformCertificate', ...read }
  }

  #publicKey({ pem, serial }: { pem: string; serial: string }): Omit<NewKey, 'sealed'> {
    if (!publicKeyId.test(serial)) throw refused('serial', 'payments.publicKeyId')
    const read = atField('pem', () => readPublicKey(pem))
    const subject = `SHA-256 …${fingerprintEnd(read.pem)}`
    return { id: this.#parts.newId(), kind: 'publicKey', serial, subject, pem: read.pem, notBefore: null, notAfter: null }
  }

  #assertValid({ notAfter }: { notAfter: string }, path: string): void {
    if (notAfter < this.#parts.clock.instant()) throw refused(path, 'payments.certificateEnded', { at: notAfter })
  }

  async #put(accountId: string, key: NewKey): Promise<PaymentAccount> {
    return this.#parts.done(await this.#parts.repository.putKey({ accountId, key }))
  }
}

const verifies = ({ kind }: AccountKey) => kind !== 'clientCertificate'
const isAboutPassword = (cause: unknown) => cause instanceof Fault && /^keys\.(wrongPassword|passwordMissing)$/u.test(cause.code)
const sealedName = (keyId: string) => `key.${keyId}`

function refused(path: string, code: string, params?: Record<string, string>): Fault {
  return new Fault('bridge.invalidInput', { fields: [{ path, code, ...(params ? { params } : {}) }] })
}
