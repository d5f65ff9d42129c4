import { z } from 'zod'
import { accountKinds, accountStates, bindingKinds, entityTypes, relations, ruleIds } from '../domain/ledger'
import { Day, Id, Instant, line } from './values'

export const AccountKind = z.enum(accountKinds)
export const AccountState = z.enum(accountStates)
export const BindingKind = z.enum(bindingKinds)
export const EntityType = z.enum(entityTypes)
export const Relation = z.enum(relations)
export const RuleId = z.enum(ruleIds)

/** A day that may be missing: empty is none. */
const MaybeDay = z.union([Day, z.literal('')])

/** Whether there is still room under a limit. */
export const Tone = z.enum(['room', 'near', 'full'])

export const CompanyFields = z.strictObject({
  name: line(100),
  entityType: EntityType,
  region: z.enum(['mainland', 'overseas']).default('mainland'),
  /** Companies of the same group are 关联主体 of each other; empty is none. */
  group: z.string().trim().max(60).default(''),
  note: z.string().trim().max(500).default(''),
})
export type CompanyFields = z.infer<typeof CompanyFields>

export const Company = z.object({
  id: Id,
  name: z.string(),
  entityType: EntityType,
  region: z.enum(['mainland', 'overseas']),
  group: z.string(),
  note: z.string(),
  /** Mini programs against what such a company may register (A25). */
  gauge: z.object({ used: z.int(), limit: z.int(), tone: Tone }),
  /** Its other accounts: 公众号, open-platform accounts and so on. */
  otherAccounts: z.int(),
  /** Certifications that end within the warning time or have ended. */
  expiring: z.int(),
  rev: z.int(),
  updatedAt: Instant,
})
export type Company = z.infer<typeof Company>

export const AccountFields = z.strictObject({
  kind: AccountKind,
  name: line(100),
  appId: z.string().trim().max(40).default(''),
  originalId: z.string().trim().max(40).default(''),
  companyId: Id.optional(),
  administrator: z.string().trim().max(60).default(''),
  certifiedOn: MaybeDay.default(''),
  certifiedUntil: MaybeDay.default(''),
  state: AccountState.default('normal'),
  note: z.string().trim().max(500).default(''),
})
export type AccountFields = z.infer<typeof AccountFields>

/** An entry of the ledger. One that MiniDesk works with has its name and original id from there. */
export const LedgerAccount = z.object({
  id: Id,
  kind: AccountKind,
  name: z.string(),
  appId: z.string(),
  originalId: z.string(),
  companyId: Id.optional(),
  administrator: z.string(),
  certifiedOn: z.string(),
  certifiedUntil: z.string(),
  /** Certified today: by the day of expiry, or, where that is not known, by there being a day of certification. */
  certified: z.boolean(),
  state: AccountState,
  note: z.string(),
  /** Where it stands in MiniDesk; missing where the ledger alone knows it. */
  inMiniDesk: z.object({ feature: z.enum(['apps', 'officialAccounts']), id: Id }).optional(),
  /** 0 while nothing was written down about it here. */
  rev: z.int(),
  updatedAt: Instant.optional(),
})
export type LedgerAccount = z.infer<typeof LedgerAccount>

export const Binding = z.object({
  id: Id,
  kind: BindingKind,
  holderId: Id,
  targetId: Id,
  /** From the two companies; where one is not known, as it was said; else `other`. */
  relation: Relation,
  relationSure: z.boolean(),
  throughApi: z.boolean(),
  /** Days in Beijing. */
  boundOn: Day,
  unboundOn: Day.optional(),
  note: z.string(),
  createdBy: z.string(),
})
export type Binding = z.infer<typeof Binding>

export const Usage = z.object({
  rule: RuleId,
  kind: BindingKind,
  window: z.enum(['total', 'month']),
  accountId: Id,
  used: z.int(),
  limit: z.int(),
  remaining: z.int(),
  nextFree: Day.optional(),
})
export type Usage = z.infer<typeof Usage>

/** Two accounts that are bound or shall be. */
const pair = { kind: BindingKind, holderId: Id, targetId: Id }

export const Wish = z.strictObject({
  want: z.enum(['have', 'drop']),
  ...pair,
  /** Only where the ledger does not know both companies. */
  relation: Relation.optional(),
  throughApi: z.boolean().default(false),
})
export type Wish = z.infer<typeof Wish>

export const PlanStep = z.object({
  action: z.enum(['bind', 'unbind']),
  ...pair,
  relation: Relation,
  throughApi: z.boolean(),
  /** `YYYY-MM` in Beijing. */
  month: z.string(),
  from: Day,
  because: z.object({
    code: z.enum(['roomNow', 'monthFull', 'afterUnbind', 'makesRoom', 'anyTime']),
    rule: RuleId.optional(),
    accountId: Id.optional(),
    limit: z.int().optional(),
    month: z.string().optional(),
  }),
})
export type PlanStep = z.infer<typeof PlanStep>

export const Refusal = z.object({
  want: z.enum(['have', 'drop']),
  ...pair,
  code: z.enum(['unsupported', 'totalFull', 'contradiction', 'accountGone']),
  rule: RuleId.optional(),
  accountId: Id.optional(),
  limit: z.int().optional(),
  used: z.int().optional(),
})
export type Refusal = z.infer<typeof Refusal>

export const PlanView = z.object({
  today: Day,
  steps: z.array(PlanStep),
  refused: z.array(Refusal),
  met: z.array(z.object({ want: z.enum(['have', 'drop']), ...pair })),
})
export type PlanView = z.infer<typeof PlanView>

export const SavedPlan = z.object({
  id: Id,
  name: z.string(),
  wishes: z.array(Wish),
  createdBy: z.string(),
  createdAt: Instant,
})
export type SavedPlan = z.infer<typeof SavedPlan>

/** An entry as a list of the back end named it. */
const Listed = z.object({
  name: z.string(),
  appId: z.string(),
  originalId: z.string(),
  administrator: z.string(),
  certifiedOn: z.string(),
  certifiedUntil: z.string(),
  state: z.string(),
})

/** What changed since the list before, and what the ledger has of this company that the list has not. */
export const ListChanges = z.object({
  previousAt: Instant.optional(),
  previousName: z.string().optional(),
  fresh: z.array(Listed),
  gone: z.array(Listed),
  changed: z.array(
    z.object({
      name: z.string(),
      appId: z.string(),
      fields: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
    }),
  ),
  notListed: z.array(z.object({ id: Id, name: z.string(), appId: z.string() })),
})
export type ListChanges = z.infer<typeof ListChanges>

export const ListImport = z.object({
  id: Id,
  companyId: Id,
  kind: AccountKind,
  fileName: z.string(),
  rows: z.int(),
  fresh: z.int(),
  gone: z.int(),
  changed: z.int(),
  importedBy: z.string(),
  importedAt: Instant,
})
export type ListImport = z.infer<typeof ListImport>

/** What needs a hand: for the to-do board. */
export const Reminders = z.object({
  expiring: z.array(
    z.object({
      accountId: Id,
      name: z.string(),
      kind: AccountKind,
      companyName: z.string(),
      administrator: z.string(),
      until: Day,
      /** Negative where it has ended. */
      daysLeft: z.int(),
    }),
  ),
  nearLimit: z.array(z.object({ companyId: Id, name: z.string(), used: z.int(), limit: z.int() })),
})
export type Reminders = z.infer<typeof Reminders>
