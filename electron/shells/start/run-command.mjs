// @ts-check
import { join } from 'node:path'
import { environmentWith, runToEnd } from './child.mjs'
import { electronOrReason } from './electron-binary.mjs'
import { say } from './report.mjs'

/** An Electron that cannot work on this system ends well within this time. */
const stillbornMs = 5_000

/**
 * Opens the program: Electron where it can be had, else the loopback shell.
 *
 * @param {import('./places.mjs').Places} places
 * @param {string} node
 * @param {string[]} args as the person gave them
 * @returns {Promise<number>} the program's exit code
 */
export async function runProgram(places, node, args) {
  if (args.includes('--headless') || args.includes('--loopback')) return runLoopback(places, node, args)
  const obstacle = noDesktopHere()
  const electron = obstacle ? { reason: obstacle } : await electronOrReason(places, node)
  if ('binary' in electron) {
    const failure = await runElectron(places, electron.binary, node, args)
    if (typeof failure === 'number') return failure
    return fallBack(places, node, args, failure.reason)
  }
  return fallBack(places, node, args, electron.reason)
}

/**
 * Why no Electron window can come up here, whatever is installed.
 *
 * @param {{ platform?: string, env?: NodeJS.ProcessEnv, uid?: number }} [system]
 * @returns {string | undefined}
 */
export function noDesktopHere({ platform = process.platform, env = process.env, uid = process.getuid?.() } = {}) {
  if (platform !== 'linux') return undefined
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return '没有图形桌面 / there is no graphical desktop'
  // Chromium's sandbox refuses root, and we do not switch the sandbox off.
  if (uid === 0) return 'Electron 不能以 root 运行 / Electron does not run as root'
  return undefined
}

/**
 * @param {import('./places.mjs').Places} places
 * @param {string} node
 * @param {string[]} args
 * @param {string} reason
 */
function fallBack(places, node, args, reason) {
  say(`改用浏览器应用窗口 / opening in a browser app window instead: ${reason}`)
  return runLoopback(places, node, args)
}

/**
 * @param {import('./places.mjs').Places} places
 * @param {string} node
 * @param {string[]} args
 */
async function runLoopback(places, node, args) {
  const rest = args.filter((arg) => arg !== '--loopback')
  const ending = await runToEnd(node, [join(places.root, 'out/main/loopback.js'), ...rest], {
    env: environmentWith(node),
  })
  return ending.code
}

/**
 * @param {import('./places.mjs').Places} places
 * @param {string} binary
 * @param {string} node
 * @param {string[]} args
 * @returns {Promise<number | { reason: string }>} the exit code, or why it did not come up at all
 */
async function runElectron(places, binary, node, args) {
  const env = environmentWith(node)
  // Set by terminals inside other Electron programs; ours would come up as a plain Node.
  delete env['ELECTRON_RUN_AS_NODE']
  try {
    const ending = await runToEnd(binary, [places.root, ...args], { env })
    const crashes = ['SIGTRAP', 'SIGABRT', 'SIGSEGV']
    const crashed = ending.code === 127 || (ending.signal !== null && crashes.includes(ending.signal))
    if (crashed && ending.milliseconds < stillbornMs) {
      const how = ending.signal ?? `${ending.code}`
      return { reason: `Electron 无法在此系统运行（${how}） / Electron cannot run on this system (${how})` }
    }
    return ending.code
  } catch (error) {
    const { code = '' } = /** @type {NodeJS.ErrnoException} */ (error)
    return { reason: `Electron 无法启动（${code}） / Electron could not be started (${code})` }
  }
}
