// @ts-check
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { environmentWith } from './child.mjs'

/** @typedef {{ platform: string, env: NodeJS.ProcessEnv, uid: number | undefined }} System */

/** @returns {System} */
export function thisSystem() {
  return { platform: process.platform, env: process.env, uid: process.getuid?.() }
}

/** Names on PATH, best first. Chromium before the branded ones: it has no first-run or update business of its own. */
const namesOnPath = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
]

/**
 * Finds a Chromium, Chrome or Edge that is there.
 *
 * @param {System} [system]
 * @returns {string | undefined} absolute path of the program
 */
export function findBrowser(system = thisSystem()) {
  const given = system.env['MINIDESK_BROWSER']
  if (given && isProgram(given)) return given
  return [...usualPlaces(system), ...onPath(system)].find(isProgram)
}

/** @param {System} system @returns {string[]} */
export function usualPlaces({ platform, env }) {
  if (platform === 'darwin') {
    const apps = ['Chromium', 'Google Chrome', 'Microsoft Edge']
    const homes = ['/Applications', ...(env['HOME'] ? [join(env['HOME'], 'Applications')] : [])]
    return apps.flatMap((app) => homes.map((home) => `${home}/${app}.app/Contents/MacOS/${app}`))
  }
  if (platform === 'win32') {
    const homes = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA']
      .map((name) => env[name])
      .filter((home) => !!home)
    const programs = [
      'Chromium\\Application\\chrome.exe',
      'Google\\Chrome\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ]
    return programs.flatMap((program) => homes.map((home) => `${home}\\${program}`))
  }
  return [
    '/usr/bin/chromium',
    '/usr/bin/google-chrome-stable',
    '/opt/google/chrome/chrome',
    '/opt/microsoft/msedge/msedge',
  ]
}

/** @param {System} system @returns {string[]} */
function onPath({ platform, env }) {
  if (platform === 'win32') return []
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return namesOnPath.flatMap((name) => folders.map((folder) => join(folder, name)))
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Debian itself, not what is made from it: Ubuntu's chromium package is a link to another store. */
function isDebianAsRoot() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

/**
 * Finds a browser, or installs one: Debian's own as root on Debian, else Playwright's download.
 *
 * @param {import('./places.mjs').Places} places
 * @param {string} node
 * @returns {Promise<{ browser: string | undefined, log: string }>} the log is what the installers printed
 */
export async function findOrInstallBrowser(places, node) {
  const there = findBrowser()
  if (there) return { browser: there, log: `${there}\n` }
  let log = ''
  if (isDebianAsRoot()) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    log += (await captured('/usr/bin/apt-get', ['update'], env)).output
    log += (await captured('/usr/bin/apt-get', ['install', '-y', 'chromium', 'fonts-noto-cjk'], env)).output
    const installed = findBrowser()
    if (installed) return { browser: installed, log: `${log}${installed}\n` }
  }
  const playwright = join(places.nodeModules, 'playwright', 'cli.js')
  const env = environmentWith(node)
  log += (await captured(node, [playwright, 'install', 'chromium'], env)).output
  const ask = "process.stdout.write(require('playwright-core').chromium.executablePath())"
  const downloaded = (await captured(node, ['-e', ask], env, places.root)).output.trim()
  const browser = isProgram(downloaded) ? downloaded : undefined
  return { browser, log: browser ? `${log}${browser}\n` : log }
}

/** An installer that hangs must not take the test command with it. */
const installLimitMs = 6 * 60 * 1000

/**
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [cwd]
 * @returns {Promise<{ code: number, output: string }>}
 */
function captured(program, args, env, cwd) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: installLimitMs })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString()))
    }
    child.once('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
