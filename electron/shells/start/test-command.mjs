// @ts-check
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findOrInstallBrowser } from './browser.mjs'
import { environmentWith, runToEnd } from './child.mjs'
import { say, StartFailure } from './report.mjs'
import { setUpBuild, setUpDependencies } from './set-up.mjs'
import { judged, lastLine, oneTest, playwrightCounts, sum, vitestCounts } from './test-results.mjs'

/** @typedef {import('./places.mjs').Places} Places */
/** @typedef {import('./test-results.mjs').Counts} Counts */
/** @typedef {{ places: Places, node: string, env: NodeJS.ProcessEnv }} Bench */

/** The tools, run by their own scripts. */
const tsc = 'node_modules/typescript/bin/tsc'
const vueTsc = 'node_modules/vue-tsc/bin/vue-tsc.js'

const typeChecks = [
  [vueTsc, '-p', 'renderer'],
  [tsc, '-p', 'electron'],
  [tsc, '-p', 'test'],
  [vueTsc, '-p', 'test/tsconfig.renderer.json'],
  [tsc, '-p', 'shared'],
  [tsc, '-p', 'electron/shells/start'],
]

const eslint = 'node_modules/eslint/bin/eslint.js'

/** Files by the TypeScript program that ESLint asks for their types: building it twice costs more than the rules do. */
const onPage = ['renderer', 'electron/shells/desktop/preload.ts']
const ofTests = ['test', '{electron,shared}/**/*.test.ts', '*.config.ts']

const lintChecks = [
  // In parts for two cores, the longest first; the second is all that the others leave.
  [eslint, ...onPage, '--max-warnings=0'],
  [eslint, '.', ...[...onPage, ...ofTests].map((left) => `--ignore-pattern=${left}`), '--max-warnings=0'],
  [eslint, ...ofTests, '--max-warnings=0'],
  [
    'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    '--config=.dependency-cruiser.cjs',
    'electron',
    'renderer',
    'shared',
  ],
]

/**
 * Everything that is checked before a change is taken: goes on to the end whatever fails, so that one run shows all.
 *
 * @param {Places} places
 * @param {string[]} only names of stages, for a person who works on one thing; none means all
 * @returns {Promise<number>} 0 when nothing failed
 */
export async function runTests(places, only) {
  const known = ['build', 'types', 'lint', 'unit', 'e2e']
  const unknown = only.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    throw new StartFailure(`没有这一步 / no such stage: ${unknown.join(', ')} (${known.join(' ')})`, 2)
  }
  const wanted = (/** @type {string} */ name) => only.length === 0 || only.includes(name)
  /** @type {Counts[]} */
  const counts = []
  try {
    const node = await setUpDependencies(places)
    const bench = { places, node, env: { ...environmentWith(node), CI: process.env['CI'] ?? '1' } }
    mkdirSync(places.testResults, { recursive: true })
    // Fetching a browser is waiting for the network; the checks use the time.
    const browser = wanted('e2e') ? findOrInstallBrowser(places, node) : undefined
    if (wanted('build') || wanted('e2e') || wanted('unit')) {
      const failed = await stage('构建 build', () => buildFailures(bench))
      if (failed.failed > 0) counts.push(failed)
    }
    // In one queue for two cores, the longest first: each alone leaves a core idle at its end.
    const read = [...(wanted('lint') ? [lintChecks] : []), ...(wanted('types') ? [typeChecks] : [])]
    if (read.length > 0) counts.push(await stage('代码规范、分层与类型 lint, layers and types', () => checks(bench, read)))
    if (wanted('unit'))
      counts.push(await stage('单元、契约、安全测试 unit, contract, security', () => unitTests(bench)))
    if (browser) counts.push(await stage('端到端测试 end to end', () => endToEnd(bench, browser)))
  } catch (error) {
    say(error instanceof StartFailure ? error.message : String(error instanceof Error ? error.stack : error))
    counts.push(oneTest(false))
  }
  const total = sum(counts)
  process.stdout.write(`\n${lastLine(total)}\n`)
  return total.failed > 0 ? 1 : 0
}

/**
 * @param {string} title
 * @param {() => Promise<Counts>} work
 * @returns {Promise<Counts>}
 */
async function stage(title, work) {
  process.stdout.write(`\n== ${title}\n`)
  const began = performance.now()
  let counts
  try {
    counts = await work()
  } catch (error) {
    if (error instanceof StartFailure) throw error
    process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    counts = oneTest(false)
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  process.stdout.write(`-- ${counts.failed > 0 ? '失败 failed' : '通过 ok'}: ${lastLine(counts)} (${seconds} s)\n`)
  return counts
}

/** @param {Bench} bench @returns {Promise<Counts>} */
async function buildFailures({ places, node }) {
  try {
    await setUpBuild(places, node)
    return { passed: 0, failed: 0, skipped: 0 }
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error
    say(error.message)
    return oneTest(false)
  }
}

/**
 * Groups of checks, each of which makes one test; two checks at a time, one group after the other.
 *
 * @param {Bench} bench
 * @param {string[][][]} groups
 * @returns {Promise<Counts>}
 */
async function checks(bench, groups) {
  const waiting = groups.flatMap((group, number) => group.map((check) => ({ check, number })))
  /** @type {Set<number>} */
  const failed = new Set()
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [script = '', ...args] = next.check
      const { code, milliseconds } = await tool(bench, script, args)
      const name = [script.split('/').at(-1), ...args].join(' ')
      process.stdout.write(`${code === 0 ? 'ok' : 'FAILED'} ${name} (${(milliseconds / 1000).toFixed(1)} s)\n`)
      if (code !== 0) failed.add(next.number)
    }
  }
  await Promise.all([worker(), worker()])
  return sum(groups.map((_, number) => oneTest(!failed.has(number))))
}

/**
 * @param {Bench} bench
 * @param {string} script
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [more]
 */
async function tool({ places, node, env }, script, args, more = {}) {
  const ending = await runToEnd(node, [join(places.root, script), ...args], {
    cwd: places.root,
    env: { ...env, ...more },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  // Going on with the next stage is for failures, not for a person who presses Ctrl+C.
  if (ending.toldToStop) throw new StartFailure('已中止 / stopped', 130)
  return ending
}

/** @param {Bench} bench @returns {Promise<Counts>} */
async function unitTests(bench) {
  const result = join(bench.places.testResults, 'vitest.json')
  rmSync(result, { force: true })
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${result}`]
  const { code } = await tool(bench, 'node_modules/vitest/vitest.mjs', args)
  return judged({ exitCode: code, counts: vitestCounts(result) })
}

/**
 * @param {Bench} bench
 * @param {ReturnType<typeof findOrInstallBrowser>} finding
 * @returns {Promise<Counts>}
 */
async function endToEnd(bench, finding) {
  const { browser, log } = await finding
  process.stdout.write(log)
  if (!browser) {
    process.stdout.write('没有可用的 Chromium、Chrome 或 Edge / there is no Chromium, Chrome or Edge to test with\n')
    return oneTest(false)
  }
  // Outside test-results: Playwright empties its own output folder there before it begins.
  const result = join(bench.places.state, 'playwright.json')
  rmSync(result, { force: true })
  const args = ['test', '--config=test/e2e/playwright.config.ts', '--reporter=list,json']
  const { code } = await tool(bench, 'node_modules/@playwright/test/cli.js', args, {
    MINIDESK_BROWSER: browser,
    PLAYWRIGHT_JSON_OUTPUT_FILE: result,
  })
  return judged({ exitCode: code, counts: playwrightCounts(result) })
}
