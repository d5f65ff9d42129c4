/**
 * What an operator may do. Export and unmasking are permissions of their own, because data that left the program
 * cannot be called back.
 */
export const permissions = [
  'apps.view',
  'apps.edit',
  'apps.secrets',
  'apps.override',
  'places.view',
  'places.edit',
  'links.view',
  'links.make',
  'links.archive',
  'campaigns.edit',
  'linkRules.edit',
  'shortAddresses.manage',
  'adviser.edit',
  'officialAccounts.view',
  'officialAccounts.edit',
  'officialAccounts.secrets',
  'ledger.view',
  'ledger.edit',
  'payments.view',
  'payments.collect',
  'payments.import',
  'payments.configure',
  'payments.secrets',
  'payments.develop',
  'refunds.request',
  'refunds.approve',
  'refunds.send',
  'refunds.record',
  'disputes.edit',
  'today.manage',
  'jobs.view',
  'jobs.control',
  'calls.view',
  'audit.view',
  'accounts.manage',
  'settings.edit',
  'backups.manage',
  'workspaces.manage',
  'data.export',
  'data.unmask',
] as const
export type Permission = (typeof permissions)[number]

export const roles = ['administrator', 'operations', 'finance', 'agent', 'viewer'] as const
export type Role = (typeof roles)[number]

const reading: readonly Permission[] = [
  'apps.view',
  'places.view',
  'links.view',
  'officialAccounts.view',
  'ledger.view',
  'payments.view',
  'jobs.view',
]

/** The permissions that each role carries. An agent sees only what a later feature assigns to it by name. */
export const permissionsOf: Record<Role, readonly Permission[]> = {
  administrator: permissions,
  operations: [
    ...reading,
    'apps.edit',
    'places.edit',
    'links.make',
    'links.archive',
    'campaigns.edit',
    'linkRules.edit',
    'officialAccounts.edit',
    'ledger.edit',
    'payments.collect',
    'payments.import',
    'refunds.request',
    'disputes.edit',
    'jobs.control',
    'calls.view',
    'data.export',
  ],
  finance: [
    ...reading,
    'payments.collect',
    'payments.import',
    'refunds.request',
    'refunds.approve',
    'refunds.send',
    'refunds.record',
    'disputes.edit',
    'jobs.control',
    'calls.view',
    'audit.view',
    'data.export',
  ],
  agent: [],
  viewer: reading,
}
