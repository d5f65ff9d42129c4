// @ts-check
import { readFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {{ exitCode: number, counts: Counts | undefined }} RunnerOutcome undefined: it left no readable result */

/** One check that is a test by itself. @param {boolean} ok @returns {Counts} */
export function oneTest(ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

/** @param {Counts[]} all @returns {Counts} */
export function sum(all) {
  return all.reduce(
    (total, each) => ({
      passed: total.passed + each.passed,
      failed: total.failed + each.failed,
      skipped: total.skipped + each.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

/** The last line of the test command. @param {Counts} counts */
export function lastLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * What a runner's outcome counts for. A runner that crashed, left no result, ran nothing, or says by its exit code
 * that something is wrong which none of its tests shows, is a failure of its own.
 *
 * @param {RunnerOutcome} outcome
 * @returns {Counts}
 */
export function judged({ exitCode, counts }) {
  if (!counts) return oneTest(false)
  const ranNothing = counts.passed + counts.failed === 0
  const unexplained = exitCode !== 0 && counts.failed === 0
  return ranNothing || unexplained ? { ...counts, failed: counts.failed + 1 } : counts
}

/**
 * @param {string} file
 * @returns {unknown} undefined when it is missing or cut off
 */
function json(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Reads Vitest's JSON reporter. A file that could not even be loaded has no tests to fail; it counts as one.
 *
 * @param {string} file
 * @returns {Counts | undefined}
 */
export function vitestCounts(file) {
  const report = /** @type {{ numPassedTests?: number, numFailedTests?: number, numPendingTests?: number,
    numTodoTests?: number, testResults?: { status: string, assertionResults: { status: string }[] }[] } | undefined} */ (
    json(file)
  )
  if (!report || typeof report.numPassedTests !== 'number' || !Array.isArray(report.testResults)) return undefined
  const notLoaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((assertion) => assertion.status !== 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: (report.numFailedTests ?? 0) + notLoaded.length,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  }
}

/**
 * Reads Playwright's JSON reporter. A test that passed only when repeated counts as failed: it hides something.
 *
 * @param {string} file
 * @returns {Counts | undefined}
 */
export function playwrightCounts(file) {
  const report = /** @type {{ stats?: { expected: number, skipped: number, unexpected: number, flaky: number },
    errors?: unknown[] } | undefined} */ (json(file))
  if (!report?.stats) return undefined
  const { expected, skipped, unexpected, flaky } = report.stats
  return { passed: expected, failed: unexpected + flaky + (report.errors?.length ?? 0), skipped }
}
