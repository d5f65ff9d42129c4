import { z } from 'zod'
import { command } from './define'
import { Instant } from './values'

export const VaultSlot = z.object({
  id: z.string(),
  kind: z.enum(['platform', 'passphrase', 'keyFile', 'recovery']),
  backend: z.string().optional(),
  createdAt: Instant,
  lastUsedAt: Instant.optional(),
})
export type VaultSlot = z.infer<typeof VaultSlot>

export const vault = {
  slots: command({
    kind: 'query',
    access: 'workspaces.manage',
    summary: 'The ways in which this workspace’s credentials can be opened; never key material.',
    input: z.strictObject({}),
    output: z.array(VaultSlot),
  }),
  addPassphrase: command({
    kind: 'effect',
    access: 'workspaces.manage',
    summary: 'Add a passphrase as a way to open the credentials.',
    input: z.strictObject({ passphrase: z.string().min(12).max(200) }),
    output: z.array(VaultSlot),
    secrets: ['passphrase'],
  }),
  addAutomatic: command({
    kind: 'effect',
    access: 'workspaces.manage',
    summary: 'Let this computer open the credentials by itself, through the system’s key store or an owner-only key file.',
    input: z.strictObject({ kind: z.enum(['platform', 'keyFile']) }),
    output: z.array(VaultSlot),
  }),
  removeSlot: command({
    kind: 'effect',
    access: 'workspaces.manage',
    summary: 'Remove one way to open the credentials; the last one stays.',
    input: z.strictObject({ id: z.string().max(64) }),
    output: z.array(VaultSlot),
  }),
  replaceRecoveryKey: command({
    kind: 'effect',
    access: 'workspaces.manage',
    summary: 'Make a new recovery key and answer it once; the printed one stops working.',
    input: z.strictObject({}),
    output: z.object({ recoveryKey: z.string() }),
  }),
}
