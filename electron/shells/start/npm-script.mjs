// @ts-check
import { existsSync, realpathSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { StartFailure } from './report.mjs'

/**
 * Finds npm's own script, to be run by a Node of our choice. `npm.cmd` is never used: since the April 2024 security
 * releases Node refuses to start it without a shell, and a shell mangles paths with spaces and Chinese characters.
 *
 * @param {{ env?: NodeJS.ProcessEnv, execPath?: string }} [from]
 * @returns {string} absolute path of npm-cli.js
 */
export function findNpmScript({ env = process.env, execPath = process.execPath } = {}) {
  const found = candidates(env, execPath).find((path) => existsSync(path))
  if (found) return realpathSync(found)
  throw new StartFailure(
    '找不到 npm，请从 nodejs.org 安装 Node（自带 npm） / npm was not found: install Node from nodejs.org, which brings it',
  )
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} execPath
 * @returns {string[]} likely places, best first
 */
function candidates(env, execPath) {
  const places = []
  // Set by whatever ran `npm start`; under yarn or pnpm it names their script, which knows no `npm ci`.
  const caller = env['npm_execpath']
  if (caller && /^npm-cli\.[cm]?js$/.test(basename(caller))) places.push(caller)
  const beside = dirname(execPath)
  places.push(join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'))
  places.push(join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'))
  const searchPath = Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? ''
  for (const folder of searchPath.split(delimiter).filter(Boolean)) {
    places.push(join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'))
    const link = join(folder, 'npm')
    // On Unix `npm` is a link to its script; on Windows a file of that name is a shell wrapper.
    if (existsSync(link) && basename(realpathSync(link)) === 'npm-cli.js') places.push(link)
  }
  return places
}
