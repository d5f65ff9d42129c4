import type { SignatureReport, SignedPage, TicketState } from '@shared/contract/jssdk'
import type { OfficialAccount } from '@shared/contract/official-accounts'
import { maskTicket, type MismatchCause, signNotes, type SignParts, stringToSign } from '@shared/domain/jssdk'
import { checkSignature } from '@shared/domain/jssdk/check-signature'
import type { OtherTicket } from '@shared/domain/jssdk/mistakes'
import { signatureOf } from '@shared/domain/jssdk/signature'
import { Fault } from '../../platform/errors/fault'
import type { Redactor } from '../../platform/log'
import type { OfficialAccountsService } from '../official-accounts'
import { type FetchedTicket, TicketBook } from './ticket-book'

interface Call {
  correlationId: string
  signal?: AbortSignal | undefined
}

/** What the bench needs of the client of WeChat. */
export interface TicketSource {
  jsapiTicket(appId: string, call: Call): Promise<FetchedTicket & { fromCache: boolean }>
  renewJsapiTicket(appId: string, call: Call): Promise<FetchedTicket>
  cardTicket(appId: string, call: Call): Promise<{ ticket: string }>
  /** The access token that is held, without a fetch. */
  presentToken(appId: string): string | undefined
}

export interface JssdkOptions {
  accounts: Pick<OfficialAccountsService, 'all' | 'get'>
  wechat: TicketSource
  redactor: Pick<Redactor, 'learn'>
}

export interface PageInput {
  accountId?: string | undefined
  ticket?: string | undefined
  url: string
  nonceStr: string
  timestamp: string
}

/** The signer of pages for the JS-SDK. A fetched ticket never leaves this class but masked. */
export class JssdkService {
  readonly #options: JssdkOptions
  readonly #book = new TicketBook()

  constructor(options: JssdkOptions) {
    this.#options = options
  }

  /** @throws Fault `bridge.invalidInput` with the fields; `officialAccounts.*`, `wechat.*`, `http.*` of the ticket */
  async sign(input: PageInput, call: Call): Promise<SignedPage> {
    assertSignable(input)
    const { parts, shown, account, ticket } = await this.#ingredients(input, call)
    const signed = { stringToSign: stringToSign(shown), signature: signatureOf(parts) }
    if (!account || !ticket) return signed
    return { ...signed, appId: account.appId, ticket: { ...stateOf(ticket), fromCache: ticket.fromCache } }
  }

  /** @throws as {@link sign} */
  async check(
    input: PageInput & { signature: string; fetchOthers: boolean },
    call: Call,
  ): Promise<SignatureReport> {
    assertSignable(input)
    const { parts, shown, account } = await this.#ingredients(input, call)
    const { others, notTried } = await this.#otherTickets(account, input.fetchOthers, call)
    const found = checkSignature({ given: input.signature, parts, others })
    return {
      outcome: found.outcome,
      computed: signatureOf(parts),
      stringToSign: stringToSign(shown),
      explanations: found.outcome === 'explained' ? found.explanations : [],
      ruledOut: found.outcome === 'unexplained' ? found.ruledOut : [],
      notTried: found.outcome === 'unexplained' ? notTried : [],
    }
  }

  /** What is kept for an account, without a call. @throws Fault `officialAccounts.notFound` */
  async ticket(accountId: string): Promise<TicketState | undefined> {
    const kept = this.#book.present((await this.#options.accounts.get(accountId)).appId)
    return kept && stateOf(kept)
  }

  /** @throws as {@link sign}, without the fields */
  async renewTicket(accountId: string, call: Call): Promise<TicketState> {
    const { appId } = await this.#options.accounts.get(accountId)
    const ticket = await this.#options.wechat.renewJsapiTicket(appId, call)
    this.#book.note(appId, ticket)
    return stateOf(ticket)
  }

  /** What is signed, and the same as it may be shown. */
  async #ingredients(input: PageInput, call: Call) {
    const { nonceStr, timestamp, url } = input
    const page = { nonceStr, timestamp, url }
    if (input.accountId === undefined) {
      const own: SignParts = { ticket: input.ticket ?? '', ...page }
      this.#options.redactor.learn(own.ticket, { passing: true })
      return { parts: own, shown: own, account: undefined, ticket: undefined }
    }
    const account = await this.#options.accounts.get(input.accountId)
    const ticket = await this.#fetch(account, call)
    const parts: SignParts = { ticket: ticket.ticket, ...page }
    return { parts, shown: { ...parts, ticket: maskTicket(ticket.ticket) }, account, ticket }
  }

  async #fetch({ appId }: OfficialAccount, call: Call): Promise<FetchedTicket & { fromCache: boolean }> {
    const ticket = await this.#options.wechat.jsapiTicket(appId, call)
    this.#book.note(appId, ticket)
    return ticket
  }

  /** What may have been signed in the ticket's place, and what of it is not at hand. */
  async #otherTickets(
    account: OfficialAccount | undefined,
    fetchOthers: boolean,
    call: Call,
  ): Promise<{ others: OtherTicket[]; notTried: MismatchCause[] }> {
    const others: OtherTicket[] = []
    const notTried: MismatchCause[] = []
    if (account) {
      const former = this.#book.former(account.appId)
      others.push(...former.map((value): OtherTicket => ({ kind: 'staleTicket', value })))
      if (former.length === 0) notTried.push({ code: 'staleTicket', params: {} })
      const token = this.#options.wechat.presentToken(account.appId)
      if (token === undefined) notTried.push({ code: 'accessToken', params: {} })
      else others.push({ kind: 'accessToken', value: token })
      const card = fetchOthers ? await this.#options.wechat.cardTicket(account.appId, call).catch(orAbort(call)) : undefined
      if (card) others.push({ kind: 'cardTicket', value: card.ticket })
      else notTried.push({ code: 'cardTicket', params: {} })
    }
    for (const other of await this.#options.accounts.all()) {
      if (other.id === account?.id || other.archived) continue
      if (fetchOthers && other.secret) await this.#fetch(other, call).catch(orAbort(call))
      const known = this.#book.present(other.appId)
      const params = { name: other.name }
      if (known) others.push({ kind: 'otherAccountTicket', value: known.ticket, name: other.name })
      else notTried.push({ code: 'otherAccountTicket', params })
    }
    return { others, notTried }
  }
}

/** A ticket that cannot be had is not tried; an operator's cancel ends the whole. */
const orAbort =
  ({ signal }: Call) =>
  (cause: unknown): undefined => {
    if (signal?.aborted || !(cause instanceof Fault)) throw cause
    return undefined
  }

const stateOf = ({ ticket, fetchedAt, endsAt }: FetchedTicket): TicketState => ({
  masked: maskTicket(ticket),
  fetchedAt: new Date(fetchedAt).toISOString(),
  endsAt: new Date(endsAt).toISOString(),
})

/** @throws Fault `bridge.invalidInput` for what cannot be signed */
function assertSignable(input: PageInput): void {
  const fields = signNotes({ ...input, ticket: input.accountId === undefined ? (input.ticket ?? '') : undefined })
    .filter(({ severity }) => severity === 'error')
    .map(({ field, code, params }) => ({ path: field, code: `jssdk.${code}`, params }))
  if (fields.length > 0) throw new Fault('bridge.invalidInput', { fields })
}
