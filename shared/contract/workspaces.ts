import { z } from 'zod'
import { NewPassword, OperatorName, WorkspaceSummary } from './accounts'
import { command } from './define'
import { Id, line } from './values'

/** How the data key of a live workspace is opened at start, besides the printed recovery key. */
export const Protection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('platform') }),
  z.strictObject({ kind: z.literal('keyFile') }),
  z.strictObject({ kind: z.literal('passphrase'), passphrase: z.string().min(12).max(200) }),
])
export type Protection = z.infer<typeof Protection>

export const workspaces = {
  list: command({
    kind: 'query',
    access: 'signedIn',
    summary: 'All workspaces under the data folder.',
    input: z.strictObject({}),
    output: z.array(WorkspaceSummary),
  }),
  protections: command({
    kind: 'query',
    access: 'signedIn',
    summary: 'Which ways of keeping the data key this computer offers.',
    input: z.strictObject({}),
    output: z.array(z.object({ kind: z.enum(['platform', 'keyFile', 'passphrase']), backend: z.string().optional() })),
  }),
  createLive: command({
    kind: 'effect',
    access: 'workspaces.manage',
    summary:
      'Make a live workspace (转为正式). With copyFromPractice it takes over apps and short-address services without their keys, places, campaigns, mappings and settings, never orders or links. Answers the recovery key once.',
    input: z.strictObject({
      name: line(40),
      administrator: z.strictObject({ name: OperatorName, password: NewPassword }),
      protection: Protection,
      copyFromPractice: z.boolean(),
    }),
    output: z.object({
      workspace: WorkspaceSummary,
      recoveryKey: z.string(),
      copied: z.object({
        apps: z.int(),
        officialAccounts: z.int(),
        places: z.int(),
        mappings: z.int(),
        settings: z.int(),
        companies: z.int(),
        campaigns: z.int(),
        channels: z.int(),
        tags: z.int(),
        shortServices: z.int(),
        smsTexts: z.int(),
        paymentAccounts: z.int(),
        geoKeys: z.int(),
        placeLocations: z.int(),
      }),
    }),
    secrets: ['administrator.password', 'protection.passphrase'],
  }),
  unlock: command({
    kind: 'effect',
    access: 'public',
    summary: 'Open the credentials of a locked workspace with its passphrase or its printed recovery key.',
    input: z.strictObject({
      workspaceId: Id,
      credential: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('passphrase'), passphrase: z.string().min(1).max(200) }),
        z.strictObject({ kind: z.literal('recoveryKey'), recoveryKey: z.string().min(1).max(200) }),
      ]),
    }),
    output: WorkspaceSummary,
    secrets: ['credential.passphrase', 'credential.recoveryKey'],
  }),
  rename: command({
    kind: 'effect',
    access: 'workspaces.manage',
    summary: 'Rename the current workspace.',
    input: z.strictObject({ name: line(40) }),
    output: WorkspaceSummary,
  }),
}
