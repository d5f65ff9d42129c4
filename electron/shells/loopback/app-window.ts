import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

interface System {
  platform: NodeJS.Platform
  env: Environment
  home: string
  isRunnable: (path: string) => boolean
}

const thisSystem = (): System => ({
  platform: process.platform,
  env: process.env,
  home: homedir(),
  isRunnable: (path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  },
})

/** A Chromium-family browser of this machine, or undefined. `MINIDESK_BROWSER` names one. */
export function findBrowser(system: System = thisSystem()): string | undefined {
  const given = system.env['MINIDESK_BROWSER']
  if (given) return system.isRunnable(given) ? given : undefined
  return candidates(system).find(system.isRunnable)
}

function candidates({ platform, env, home }: System): string[] {
  if (platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']]
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe', 'Chromium\\Application\\chrome.exe']
    return programs.flatMap((program) => roots.flatMap((root) => (root ? [`${root}\\${program}`] : [])))
  }
  if (platform === 'darwin') {
    const programs = ['Google Chrome', 'Microsoft Edge', 'Chromium']
    const roots = ['/Applications', join(home, 'Applications')]
    return programs.flatMap((name) => roots.map((root) => join(root, `${name}.app`, 'Contents', 'MacOS', name)))
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable']
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  return names.flatMap((name) => [...folders, '/usr/bin', '/snap/bin'].map((folder) => join(folder, name)))
}

/** Why no app window can be opened here. */
export type Obstacle = 'noBrowser' | 'root' | 'failed'

export interface AppWindows {
  /** Opens a window on an address; answers why not. */
  open(url: string): Promise<Obstacle | undefined>
  /** Closes the browser, if this program started it. */
  close(): void
}

/**
 * App windows in a browser profile of their own (`profile`), so that no extension of the person's own browser reads them
 * and no other page shares their storage. The sandbox of the browser is never switched off from here: as root it
 * refuses to start, unless `MINIDESK_BROWSER_ARGS` says how it is to.
 */
export function appWindows(
  profile: string,
  env: Environment = process.env,
  uid: number | undefined = process.getuid?.(),
): AppWindows {
  const started = new Set<ChildProcess>()
  const more = (env['MINIDESK_BROWSER_ARGS'] ?? '').split(/\s+/u).filter((arg) => arg !== '')
  return {
    open: async (url) => {
      const browser = findBrowser({ ...thisSystem(), env })
      if (browser === undefined) return 'noBrowser'
      if (process.platform === 'linux' && uid === 0 && more.length === 0) return 'root'
      const args = [`--app=${url}`, `--user-data-dir=${profile}`, '--no-first-run', '--no-default-browser-check', ...more]
      const child = spawn(browser, args, { stdio: 'ignore', env: withTextLocale(process.env) })
      started.add(child)
      child.once('exit', () => started.delete(child))
      child.unref()
      return new Promise((resolve) => {
        child.once('spawn', () => resolve(undefined))
        child.once('error', () => {
          started.delete(child)
          resolve('failed')
        })
      })
    },
    close: () => {
      for (const child of started) child.kill()
    },
  }
}

/** Without a UTF-8 locale Chromium on Linux can neither read nor give Chinese file names. */
function withTextLocale(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const named = env.LC_ALL ?? env.LC_CTYPE ?? env.LANG ?? ''
  return process.platform === 'linux' && !/utf-?8/iu.test(named) ? { ...env, LC_ALL: 'C.UTF-8' } : env
}
