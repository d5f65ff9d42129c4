import { z } from 'zod'
import { command } from './define'
import { MessageParams } from './error'
import { Id, Instant } from './values'

/** What a page is signed with. Either an account, whose ticket is fetched and kept, or a ticket of the operator's own. */
const SignFields = {
  accountId: Id.optional(),
  /** Comes back inside the string to sign, because whoever entered it has it; a fetched one never does. */
  ticket: z.string().trim().max(1024).optional(),
  url: z.string().trim().max(4096),
  nonceStr: z.string().max(128),
  /** Unix seconds as text, as it stands in `wx.config`. */
  timestamp: z.string().trim().max(20),
}

/** The ticket that is kept for an account: its ends, its age and its end; never the ticket. */
export const TicketState = z.object({
  masked: z.string(),
  fetchedAt: Instant,
  endsAt: Instant,
})
export type TicketState = z.infer<typeof TicketState>

export const SignedPage = z.object({
  /** 待签名串; a fetched ticket stands masked in it. */
  stringToSign: z.string(),
  signature: z.string(),
  /** The account's AppID for `wx.config`; missing for a ticket of the operator's own. */
  appId: z.string().optional(),
  ticket: TicketState.extend({ fromCache: z.boolean() }).optional(),
})
export type SignedPage = z.infer<typeof SignedPage>

/** A mistake, by its code of `jssdk.causes`. */
const Cause = z.object({ code: z.string(), params: MessageParams })

export const SignatureReport = z.object({
  outcome: z.enum(['match', 'explained', 'unexplained']),
  /** What the inputs give when signed right. */
  computed: z.string(),
  stringToSign: z.string(),
  /** Each entry is a set of mistakes that gives exactly the signature in question; the fewest mistakes only. */
  explanations: z.array(z.array(Cause)),
  /** Codes of the mistakes that were tried and cannot be it. */
  ruledOut: z.array(z.string()),
  /** What could not be tried, with whose. */
  notTried: z.array(Cause),
})
export type SignatureReport = z.infer<typeof SignatureReport>

export const jssdk = {
  sign: command({
    kind: 'query',
    access: 'links.make',
    summary: 'Sign a page for wx.config with the kept ticket of an official account, or with a ticket given.',
    input: z.strictObject(SignFields),
    output: SignedPage,
    secrets: ['ticket'],
  }),
  check: command({
    kind: 'query',
    access: 'links.make',
    summary: 'Compare a signature with the computed one and name the mistake that explains the difference.',
    input: z.strictObject({
      ...SignFields,
      signature: z.string().trim().min(1).max(200),
      /** Fetches the tickets of the other accounts and the card ticket too, to try them. */
      fetchOthers: z.boolean().default(false),
    }),
    output: SignatureReport,
    secrets: ['ticket'],
  }),
  ticket: command({
    kind: 'query',
    access: 'officialAccounts.view',
    summary: 'The ticket that is kept for an account, masked; fetches nothing.',
    input: z.strictObject({ accountId: Id }),
    output: z.object({ ticket: TicketState.optional() }),
  }),
  renewTicket: command({
    kind: 'effect',
    access: 'officialAccounts.edit',
    summary: 'Fetch a new ticket for an account although there may be a good one; the calls of a day are few.',
    input: z.strictObject({ accountId: Id }),
    output: z.object({ ticket: TicketState }),
  }),
}
