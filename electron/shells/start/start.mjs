// @ts-check
import { join } from 'node:path'
import { environmentWith, runToEnd } from './child.mjs'
import { canBootstrap } from './node-runtime.mjs'
import { placesIn, projectRoot } from './places.mjs'
import { say, StartFailure } from './report.mjs'
import { runProgram } from './run-command.mjs'
import { setUp } from './set-up.mjs'
import { runTests } from './test-command.mjs'

/**
 * The bootstrap behind every script of package.json. It runs before anything is installed, on Node 20.19 or newer:
 * built-in modules only. Standard output is left to the program that it starts.
 */

const places = placesIn(projectRoot)

/** @param {string} script relative to the checkout @param {string} node @param {string[]} args */
async function runScript(script, node, args) {
  const ending = await runToEnd(node, [join(places.root, script), ...args], { env: environmentWith(node) })
  return ending.code
}

/** @type {Record<string, (args: string[]) => Promise<number>>} */
const commands = {
  run: async (args) => runProgram(places, await setUp(places), args),
  cli: async (args) => runScript('out/main/cli.js', await setUp(places), args),
  bench: async (args) => {
    const node = await setUp(places)
    const bundled = await runScript('electron/shells/start/bundle-bench.mjs', node, [])
    return bundled === 0 ? runScript('out/.start/bench/bench.mjs', node, args) : bundled
  },
  chaos: async ([seed = '', ...args]) => {
    const node = await setUp(places)
    const vitest = [join(places.root, 'node_modules/vitest/vitest.mjs'), 'run', 'test/chaos/kill-refunds.test.ts', 'test/chaos/kill-settlement.test.ts', ...args]
    const env = { ...environmentWith(node), MINIDESK_CHAOS: 'long', MINIDESK_SEED: seed }
    const ending = await runToEnd(node, vitest, { env, cwd: places.root })
    return ending.code
  },
  test: async (args) => runTests(places, args),
  build: async (args) => {
    await setUp(places, { rebuild: args.includes('--force') })
    return 0
  },
  package: async (args) => runScript('node_modules/electron-builder/cli.js', await setUp(places), args),
}

/** @param {string[]} argv */
async function main([name = '', ...args]) {
  if (!canBootstrap(process.versions.node)) {
    throw new StartFailure(
      `Node ${process.versions.node} 过旧，请从 nodejs.org 安装 Node 24 或更新版本 / ` +
        `Node ${process.versions.node} is too old: install Node 24 or newer from nodejs.org`,
    )
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    const names = Object.keys(commands).join(' | ')
    throw new StartFailure(`用法 / usage: start.mjs ${names}`, 2)
  }
  return command(args)
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof StartFailure)) throw error
  say(error.message)
  process.exitCode = error.exitCode
}
