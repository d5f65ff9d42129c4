// @ts-check
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { environmentWith, runToEnd, toStandardError } from './child.mjs'
import { findNpmScript } from './npm-script.mjs'
import { say, StartFailure } from './report.mjs'

/** @typedef {import('./places.mjs').Places} Places */
/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean,
 *    peer?: boolean, link?: boolean, extraneous?: boolean }>} LockedPackages */

/** @param {Places} places */
function lockHash(places) {
  return createHash('sha256').update(readFileSync(places.packageLock)).digest('hex')
}

/**
 * Whether node_modules is what package-lock.json asks for. Reads what was remembered at the last installation; where
 * nothing is remembered (somebody ran `npm ci` by hand), npm's own record of what it installed is compared.
 *
 * @param {Places} places
 */
export function isInstalled(places) {
  if (!existsSync(places.nodeModules)) return false
  const remembered = textOf(places.installedFrom)
  if (remembered !== undefined) return remembered === lockHash(places)
  return recordMatches(packagesIn(places.packageLock), packagesIn(join(places.nodeModules, '.package-lock.json')))
}

/**
 * @param {LockedPackages | undefined} wanted of package-lock.json
 * @param {LockedPackages | undefined} installed of node_modules/.package-lock.json
 */
export function recordMatches(wanted, installed) {
  if (!wanted || !installed) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const there = installed[path]
    // Packages for other systems are optional and are left out here.
    if (!there) return entry.optional === true || entry.devOptional === true
    return there.version === entry.version && there.integrity === entry.integrity
  })
}

/**
 * @param {string} file
 * @returns {LockedPackages | undefined}
 */
function packagesIn(file) {
  const text = textOf(file)
  if (text === undefined) return undefined
  try {
    return /** @type {{ packages?: LockedPackages }} */ (JSON.parse(text)).packages
  } catch {
    return undefined
  }
}

/** @param {string} file */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

/**
 * Installs exactly what the lock file says, and remembers its hash. No package's install script is run: none that is
 * needed has one, and they are the usual way in for a tampered package.
 *
 * @param {Places} places
 * @param {string} node absolute path of the Node to use; may be inside the cache
 */
export async function install(places, node) {
  say('正在按锁文件安装依赖 / installing dependencies from the lock file')
  const hash = lockHash(places)
  const restore = parkCache(places)
  try {
    const inCache = relative(places.cache, node)
    const running = existsSync(node) ? node : join(places.parkedCache, inCache)
    const args = [
      'ci',
      '--include=dev',
      '--include=optional',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]
    const ending = await runToEnd(running, [findNpmScript(), ...args], {
      cwd: places.root,
      env: environmentWith(running),
      stdio: toStandardError,
    })
    if (ending.code !== 0) {
      throw new StartFailure(
        `依赖安装失败（npm ci 退出码 ${ending.code}），原因见上；常见为网络、代理或程序仍在运行 / ` +
          `npm ci ended with ${ending.code}, see above: commonly the network, a proxy, or MiniDesk still running`,
        ending.code,
      )
    }
  } finally {
    restore()
  }
  mkdirSync(places.cache, { recursive: true })
  writeFileSync(places.installedFrom, `${hash}\n`)
}

/** Remembers an installation that was made by hand. @param {Places} places */
export function rememberInstalled(places) {
  mkdirSync(places.cache, { recursive: true })
  writeFileSync(places.installedFrom, `${lockHash(places)}\n`)
}

/**
 * `npm ci` empties node_modules, hidden folders included, and with it the Node that is running it. So the cache waits
 * outside meanwhile.
 *
 * @param {Places} places
 * @returns {() => void} brings it back
 */
function parkCache(places) {
  bringBackCache(places)
  if (!existsSync(places.cache)) return () => undefined
  // The moment a reinstallation begins, the old state is no longer vouched for.
  rmSync(places.installedFrom, { force: true })
  move(places.cache, places.parkedCache)
  return () => bringBackCache(places)
}

/** Also after a start that was killed between the two moves. @param {Places} places */
export function bringBackCache(places) {
  if (!existsSync(places.parkedCache)) return
  if (existsSync(places.cache)) rmSync(places.parkedCache, { recursive: true, force: true })
  else move(places.parkedCache, places.cache)
}

/**
 * @param {string} from
 * @param {string} to
 */
function move(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  try {
    renameSync(from, to)
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    if (code === 'EXDEV') {
      // node_modules on a volume of its own. Copied under another name first: half a copy must not look whole.
      const half = `${to}.copying`
      rmSync(half, { recursive: true, force: true })
      cpSync(from, half, { recursive: true })
      renameSync(half, to)
      rmSync(from, { recursive: true, force: true })
    } else if (code === 'EPERM' || code === 'EBUSY' || code === 'EACCES') {
      throw new StartFailure(
        'MiniDesk 正在使用中，无法更新，请先退出再试 / MiniDesk is in use and cannot be updated: quit it and try again',
      )
    } else {
      throw error
    }
  }
}
