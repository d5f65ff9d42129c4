// @ts-check
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environmentWith, runToEnd, toStandardError } from './child.mjs'
import { say, StartFailure } from './report.mjs'

/** @typedef {import('./places.mjs').Places} Places */

/** Everything that a build is made from, relative to the checkout. */
const sources = [
  'electron',
  'renderer',
  'shared',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
]

/** Named inputs of the build that something here starts; a build without them is no build. */
export const builtFiles = ['out/main/desktop.js', 'out/main/loopback.js', 'out/main/cli.js', 'out/renderer/index.html']

/**
 * The hash of all sources by content: a checkout or a copy gives files new times, not new content.
 *
 * @param {string} root
 * @returns {string} sha256, hexadecimal
 */
export function sourceHash(root) {
  const hash = createHash('sha256')
  /** @param {string} path */
  const add = (path) => {
    const absolute = join(root, path)
    const content = readFileSync(absolute)
    hash.update(`${path.replaceAll('\\', '/')}\0${content.length}\0`)
    hash.update(content)
  }
  /** @param {string} path */
  const walk = (path) => {
    const entries = readdirSync(join(root, path), { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inside = join(path, entry.name)
      if (entry.isDirectory()) walk(inside)
      else if (entry.isFile() && isBuilt(inside)) add(inside)
    }
  }
  for (const source of sources) {
    const absolute = join(root, source)
    if (!existsSync(absolute)) continue
    if (source.includes('.')) add(source)
    else walk(source)
  }
  return hash.digest('hex')
}

/** Tests and the bootstrap itself are no part of what is built. @param {string} path */
function isBuilt(path) {
  return !/\.test\.ts$/.test(path) && !/[\\/]shells[\\/]start[\\/]/.test(path) && !path.endsWith('.DS_Store')
}

/** @param {Places} places */
export function isBuiltFromSources(places) {
  if (builtFiles.some((file) => !existsSync(join(places.root, file)))) return false
  try {
    return readFileSync(places.builtFrom, 'utf8').trim() === sourceHash(places.root)
  } catch {
    return false
  }
}

/**
 * Builds all shells and the renderer into out/.
 *
 * @param {Places} places
 * @param {string} node absolute path
 */
export async function build(places, node) {
  say('正在构建 / building')
  const hash = sourceHash(places.root)
  mkdirSync(places.state, { recursive: true })
  rmSync(places.builtFrom, { force: true })
  const script = join(places.nodeModules, 'electron-vite', 'bin', 'electron-vite.js')
  const ending = await runToEnd(node, [script, 'build', '--logLevel', 'warn'], {
    cwd: places.root,
    env: environmentWith(node),
    stdio: toStandardError,
  })
  const missing = builtFiles.filter((file) => !existsSync(join(places.root, file)))
  if (ending.code !== 0 || missing.length > 0) {
    const what = ending.code !== 0 ? `electron-vite ${ending.code}` : missing.join(', ')
    throw new StartFailure(`构建失败，原因见上：${what} / the build failed, see above: ${what}`, ending.code || 1)
  }
  writeFileSync(places.builtFrom, `${hash}\n`)
}
