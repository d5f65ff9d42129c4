/** What the ledger keeps an entry of. */
export const accountKinds = [
  'miniProgram',
  'miniGame',
  'officialAccount',
  'testAccount',
  'mobileApp',
  'webApp',
  'openAccount',
] as const
export type AccountKind = (typeof accountKinds)[number]

/** What companies register as: the limit of their mini programs depends on it. */
export const entityTypes = ['company', 'individual', 'soleTrader'] as const
export type EntityType = (typeof entityTypes)[number]

/** State of an account in the platform's back end. */
export const accountStates = ['normal', 'frozen', 'cancelled', 'uncertain'] as const
export type AccountState = (typeof accountStates)[number]

/** `link`: a 公众号 links a mini program. `open`: an open-platform account binds something. */
export const bindingKinds = ['link', 'open'] as const
export type BindingKind = (typeof bindingKinds)[number]

/** Whose the two sides of a binding are. 关联主体 (`related`) counts like the same one. */
export const relations = ['same', 'related', 'other'] as const
export type Relation = (typeof relations)[number]

const linkable: readonly AccountKind[] = ['miniProgram', 'miniGame']
const openable: readonly AccountKind[] = ['mobileApp', 'webApp', 'officialAccount', 'testAccount', 'miniProgram', 'miniGame']

/** The kind of account that holds bindings of a kind. */
export const holderOf: Readonly<Record<BindingKind, AccountKind>> = { link: 'officialAccount', open: 'openAccount' }

/** What can be bound by such a holder. */
export const targetsOf: Readonly<Record<BindingKind, readonly AccountKind[]>> = { link: linkable, open: openable }

/** Whose two companies are, from what the ledger knows; `undefined` where one of them is not known. */
export function relationOf(
  a: { id: string; group: string } | undefined,
  b: { id: string; group: string } | undefined,
): Relation | undefined {
  if (!a || !b) return undefined
  if (a.id === b.id) return 'same'
  return a.group !== '' && a.group === b.group ? 'related' : 'other'
}
