import type { MenuItemConstructorOptions } from 'electron'

export interface MenuParts {
  text: (key: string) => string
  system: NodeJS.Platform
  packaged: boolean
  newWindow: () => void
  about: () => void
  openDataFolder: () => void
  openLogFolder: () => void
}

/**
 * The menu. A role brings what the system expects of it (shortcuts, when it can be used); its words are ours, because
 * Electron's own are English. Developer tools only where the program is not packaged (architecture-anchors §4, row 16).
 */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const { text, system, packaged } = parts
  const mac = system === 'darwin'
  const line: MenuItemConstructorOptions = { type: 'separator' }
  const role = (name: NonNullable<MenuItemConstructorOptions['role']>, key: string): MenuItemConstructorOptions => ({
    role: name,
    label: text(`desktop.menu.${key}`),
  })
  const item = (key: string, click: () => void): MenuItemConstructorOptions => ({
    label: text(`desktop.menu.${key}`),
    click,
  })
  const menu = (key: string, submenu: MenuItemConstructorOptions[]): MenuItemConstructorOptions => ({
    label: text(`desktop.menu.${key}`),
    submenu,
  })
  const about = item('about', parts.about)

  const program: MenuItemConstructorOptions = {
    label: 'MiniDesk',
    submenu: [
      about,
      line,
      role('services', 'services'),
      line,
      role('hide', 'hide'),
      role('hideOthers', 'hideOthers'),
      role('unhide', 'showAll'),
      line,
      role('quit', 'quit'),
    ],
  }
  return [
    ...(mac ? [program] : []),
    menu('file', [
      { ...item('newWindow', parts.newWindow), accelerator: 'CommandOrControl+Shift+N' },
      line,
      role('close', 'close'),
      ...(mac ? [] : [role('quit', 'quit')]),
    ]),
    menu('edit', [
      role('undo', 'undo'),
      role('redo', 'redo'),
      line,
      role('cut', 'cut'),
      role('copy', 'copy'),
      role('paste', 'paste'),
      role('pasteAndMatchStyle', 'pasteAsText'),
      role('selectAll', 'selectAll'),
    ]),
    menu('view', [
      role('reload', 'reload'),
      line,
      role('resetZoom', 'zoomReset'),
      role('zoomIn', 'zoomIn'),
      role('zoomOut', 'zoomOut'),
      line,
      role('togglefullscreen', 'fullScreen'),
      ...(packaged ? [] : [line, role('toggleDevTools', 'devTools')]),
    ]),
    menu('window', [role('minimize', 'minimize'), ...(mac ? [role('zoom', 'zoom')] : [])]),
    {
      ...menu('help', [
        item('dataFolder', parts.openDataFolder),
        item('logFolder', parts.openLogFolder),
        ...(mac ? [] : [line, about]),
      ]),
      role: 'help',
    },
  ]
}
