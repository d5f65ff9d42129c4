import { z } from 'zod'
import { command } from './define'
import { permissions, roles } from './permissions'
import { Id, Instant, line } from './values'

export const RoleName = z.enum(roles)
export const OperatorName = line(40)
/** At least ten characters; scrypt makes guessing slow, the length makes it pointless. */
export const NewPassword = z.string().min(10).max(200)

export const WorkspaceKind = z.enum(['live', 'practice'])
export type WorkspaceKind = z.infer<typeof WorkspaceKind>

/** Why a workspace cannot simply be entered. `locked`: its credentials need the passphrase or the recovery key. */
export const WorkspaceState = z.enum(['ready', 'locked', 'newerVersion', 'damaged'])

export const WorkspaceSummary = z.object({
  id: Id,
  name: z.string(),
  kind: WorkspaceKind,
  state: WorkspaceState,
  /** Code of what stands in the way, with the text under `errors.<code>`. */
  problem: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }).optional(),
  /** Why this computer did not open the credentials of a locked one by itself; texts under `vault.problems`. */
  lockedBecause: z.array(z.object({ why: z.string(), backend: z.string() })).optional(),
  restoredAt: Instant.optional(),
})
export type WorkspaceSummary = z.infer<typeof WorkspaceSummary>

export const Session = z.object({
  /** Names the session in events; opens nothing. */
  id: Id,
  /** The handle that the renderer sends with each call; it is worthless without the transport's own door. */
  handle: z.string(),
  operator: z.object({ id: Id, name: z.string(), role: RoleName }),
  permissions: z.array(z.enum(permissions)),
  workspace: WorkspaceSummary,
  locked: z.boolean(),
  /** Minutes without input after which the session locks itself; 0 = never (practice). */
  idleMinutes: z.int(),
})
export type Session = z.infer<typeof Session>

export const Operator = z.object({
  id: Id,
  name: z.string(),
  role: RoleName,
  disabled: z.boolean(),
  createdAt: Instant,
  lastSignInAt: Instant.optional(),
})
export type Operator = z.infer<typeof Operator>

const empty = z.strictObject({})
const done = z.object({})

export const accounts = {
  welcome: command({
    kind: 'query',
    access: 'public',
    summary: 'What the program is and which workspaces can be entered.',
    input: empty,
    output: z.object({
      version: z.string(),
      contractHash: z.string(),
      shell: z.enum(['desktop', 'loopback', 'cli']),
      workspaces: z.array(WorkspaceSummary),
    }),
  }),
  enterPractice: command({
    kind: 'effect',
    access: 'public',
    summary: 'Enter a practice workspace; nobody signs in there.',
    input: z.strictObject({ workspaceId: Id.optional() }),
    output: Session,
  }),
  signIn: command({
    kind: 'effect',
    access: 'public',
    summary: 'Sign in to a live workspace.',
    input: z.strictObject({ workspaceId: Id, name: OperatorName, password: z.string().min(1).max(200) }),
    output: Session,
    secrets: ['password'],
  }),
  session: command({
    kind: 'query',
    access: 'public',
    summary: 'The session of this caller, if there is one.',
    input: empty,
    output: z.object({ session: Session.optional() }),
  }),
  signOut: command({
    kind: 'effect',
    access: 'signedIn',
    summary: 'End this session.',
    input: empty,
    output: done,
  }),
  lock: command({
    kind: 'effect',
    access: 'signedIn',
    summary: 'Lock this session until its operator gives the password again.',
    input: empty,
    output: done,
  }),
  unlock: command({
    kind: 'effect',
    access: 'public',
    summary: 'Unlock this session with its operator’s password.',
    input: z.strictObject({ password: z.string().min(1).max(200) }),
    output: Session,
    secrets: ['password'],
  }),
  touch: command({
    kind: 'query',
    access: 'signedIn',
    summary: 'Tell that the operator is at the keyboard, so that the session does not lock.',
    activity: true,
    input: empty,
    output: done,
  }),
  list: command({
    kind: 'query',
    access: 'accounts.manage',
    summary: 'All operators of the workspace.',
    input: empty,
    output: z.array(Operator),
  }),
  create: command({
    kind: 'effect',
    access: 'accounts.manage',
    summary: 'Add an operator.',
    input: z.strictObject({ name: OperatorName, role: RoleName, password: NewPassword }),
    output: Operator,
    secrets: ['password'],
  }),
  update: command({
    kind: 'effect',
    access: 'accounts.manage',
    summary: 'Change an operator’s role, or disable or enable the operator.',
    input: z.strictObject({ id: Id, role: RoleName.optional(), disabled: z.boolean().optional() }),
    output: Operator,
  }),
  resetPassword: command({
    kind: 'effect',
    access: 'accounts.manage',
    summary: 'Give an operator a new password; open sessions of the operator end.',
    input: z.strictObject({ id: Id, password: NewPassword }),
    output: done,
    secrets: ['password'],
  }),
  changePassword: command({
    kind: 'effect',
    access: 'signedIn',
    summary: 'Change one’s own password.',
    input: z.strictObject({ current: z.string().min(1).max(200), next: NewPassword }),
    output: done,
    secrets: ['current', 'next'],
  }),
}
