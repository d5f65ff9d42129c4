import type { Permission } from '@shared/contract/permissions'

/** One of the screens of links, as the row above them offers it. */
export interface LinkPlace {
  path: string
  /** Text key. */
  title: string
  permission: Permission
}

/** In the order of a working day: make, find, many at once, send, what ends, what is left. */
export const linkPlaces: readonly LinkPlace[] = [
  { path: '/links/new', title: 'links.places.make', permission: 'links.make' },
  { path: '/links', title: 'links.places.history', permission: 'links.view' },
  { path: '/links/batches', title: 'links.places.batches', permission: 'links.view' },
  { path: '/links/sms', title: 'links.places.sms', permission: 'links.view' },
  { path: '/links/expiring', title: 'links.places.expiring', permission: 'links.view' },
  { path: '/links/usage', title: 'links.places.usage', permission: 'links.view' },
  { path: '/links/identify', title: 'identify.title', permission: 'links.view' },
]
