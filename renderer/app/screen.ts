import type { Permission } from '@shared/contract/permissions'
import type { Component } from 'vue'

/** One screen as its feature declares it; the router, the navigation and the command palette are made from these. */
export interface Screen {
  /** `/links`; the address after `#`. */
  path: string
  name: string
  /** Text key of its title. */
  title: string
  /** Lazily loaded, so that the first screen does not wait for the others. */
  component: () => Promise<{ default: Component }>
  /** Shown in the navigation at the left, in this order. */
  nav?: { order: number; icon: Component }
  /** Shown among the settings, in this order. */
  settings?: { order: number }
  /** Without it the screen says who can grant it. */
  permission?: Permission
  /** Words besides the title under which the palette finds it (a text key). */
  keywords?: string
}

/** An action that the command palette offers beside the screens. */
export interface PaletteAction {
  id: string
  title: string
  permission?: Permission
  /** Where it leads. */
  to: string
}
