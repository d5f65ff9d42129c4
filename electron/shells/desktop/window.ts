import type { BrowserWindowConstructorOptions, Rectangle, WebPreferences } from 'electron'
import { smallest } from './placement'

/** The page's own background in both themes (renderer/app/theme/tokens.css), so that nothing flashes before it paints. */
export const pageColour = { light: '#f4f5f7', dark: '#14171c' }

/**
 * What a page may: nothing of Node, its own world, the sandbox (architecture-anchors §4, rows 1, 2, 15, 16). What is not
 * named here stays as Chromium has it.
 */
export function webPreferences(packaged: boolean, preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    devTools: !packaged,
    // On Windows and Linux it would fetch dictionaries from a server.
    spellcheck: false,
  }
}

export interface WindowLook {
  bounds: Rectangle
  dark: boolean
  packaged: boolean
  preload: string
  title: string
}

/** The options of every window: hidden until its first picture is ready. */
export function windowOptions({ bounds, dark, packaged, preload, title }: WindowLook): BrowserWindowConstructorOptions {
  return {
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title,
    show: false,
    backgroundColor: dark ? pageColour.dark : pageColour.light,
    autoHideMenuBar: false,
    webPreferences: webPreferences(packaged, preload),
  }
}
