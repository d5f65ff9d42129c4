import type { Permission } from '@shared/contract/permissions'

/** One of the screens of identity verification, as the row above them offers it. */
export interface IdentityPlace {
  path: string
  /** Text key. */
  title: string
  permission: Permission
}

/** In the order of use: verify, judge what came another way, look after what is kept, apply once. */
export const identityPlaces: readonly IdentityPlace[] = [
  { path: '/identity', title: 'identityScreens.places.verify', permission: 'identity.view' },
  { path: '/identity/judge', title: 'identityScreens.places.judge', permission: 'identity.verify' },
  { path: '/identity/push', title: 'identityScreens.places.push', permission: 'identity.verify' },
  { path: '/identity/number', title: 'identityScreens.places.number', permission: 'identity.verify' },
  { path: '/identity/records', title: 'identityScreens.places.records', permission: 'identity.view' },
  { path: '/identity/guide', title: 'identityScreens.places.guide', permission: 'identity.view' },
]
