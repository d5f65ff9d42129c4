import { permissionsOf, type Permission, type Role, roles } from '@shared/contract/permissions'
import type { Screen } from '../screen'

/** The screen of a route by its name. */
export function screenNamed(screens: readonly Screen[], name: unknown): Screen | undefined {
  return screens.find((screen) => screen.name === name)
}

/** Whether an address lies below a screen's: `/links` is above `/links/batches`. */
function isAbove(screen: Screen, path: string): boolean {
  return path === screen.path || path.startsWith(`${screen.path}/`)
}

/** The way to a screen: those above it, then itself. A setting stands below the settings, wherever its address is. */
export function trailTo(screens: readonly Screen[], current: Screen): Screen[] {
  const above = screens
    .filter((screen) => screen !== current && isAbove(screen, current.path) && !screen.path.includes(':'))
    .sort((a, b) => a.path.length - b.path.length)
  const home = current.settings ? screens.find((screen) => screen.path === '/settings') : undefined
  return [...(home && !above.includes(home) && home !== current ? [home] : []), ...above, current]
}

/** The entry of the navigation under which a screen stands: the nearest, as refunds have one below that of payments. */
export function navEntryOf(screens: readonly Screen[], current: Screen | undefined): Screen | undefined {
  return current && trailTo(screens, current).findLast((screen) => screen.nav)
}

/** What stands in the navigation, in its order. */
export function navScreens(screens: readonly Screen[], can: (permission: Permission) => boolean): Screen[] {
  return screens
    .filter((screen) => screen.nav && (!screen.permission || can(screen.permission)))
    .sort((a, b) => (a.nav?.order ?? 0) - (b.nav?.order ?? 0))
}

/** What stands among the settings, in its order. */
export function settingsScreensOf(screens: readonly Screen[], can: (permission: Permission) => boolean): Screen[] {
  return screens
    .filter((screen) => screen.settings && (!screen.permission || can(screen.permission)))
    .sort((a, b) => (a.settings?.order ?? 0) - (b.settings?.order ?? 0))
}

/** The roles that carry a permission, for a person who lacks it. */
export function rolesWith(permission: Permission): Role[] {
  return roles.filter((role) => permissionsOf[role].includes(permission))
}
