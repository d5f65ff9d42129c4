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
    'jobs.control',
    'calls.view',
    'data.export',
  ],
  finance: [...reading, 'jobs.control', 'calls.view', 'audit.view', 'data.export'],
  agent: [],
  viewer: reading,
}
