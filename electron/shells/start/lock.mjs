// @ts-check
import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'

/**
 * How the lock stays alive. The owner touches the file; a lock that nobody has touched for a while is left over from
 * a computer that went off. Within one computer a dead owner is seen at once by its process id.
 */
export const lockTimes = { touchEveryMs: 2_000, staleAfterMs: 30_000, lookEveryMs: 200 }

/**
 * Does something while holding a lock that only one process at a time can have.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @param {{ waiting?: () => void, times?: typeof lockTimes }} [options] `waiting` is told once, when another has it
 * @returns {Promise<T>}
 */
export async function whileHolding(file, work, { waiting, times = lockTimes } = {}) {
  mkdirSync(dirname(file), { recursive: true })
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() })
  let told = false
  while (!create(file, mine)) {
    if (isStale(file, times.staleAfterMs)) removeStale(file, times.staleAfterMs)
    else {
      if (!told) waiting?.()
      told = true
      await after(times.lookEveryMs)
    }
  }
  const touching = setInterval(() => {
    const now = new Date()
    if (read(file) === mine) utimesSync(file, now, now)
  }, times.touchEveryMs)
  const release = () => {
    clearInterval(touching)
    if (read(file) === mine) rmSync(file, { force: true })
  }
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/**
 * @param {string} file
 * @param {string} content
 */
function create(file, content) {
  try {
    const handle = openSync(file, 'wx')
    writeSync(handle, content)
    closeSync(handle)
    return true
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    // Windows answers EPERM while a file of that name is being removed.
    if (code === 'EEXIST' || (code === 'EPERM' && process.platform === 'win32')) return false
    throw error
  }
}

/** @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * @param {string} file
 * @param {number} staleAfterMs
 */
function isStale(file, staleAfterMs) {
  const content = read(file)
  if (content === undefined) return false
  try {
    if (Date.now() - statSync(file).mtimeMs > staleAfterMs) return true
    const owner = /** @type {{ pid: number, host: string }} */ (JSON.parse(content))
    return owner.host === hostname() && !isAlive(owner.pid)
  } catch {
    // Just removed, or its owner is between making and writing it.
    return false
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/**
 * Two that wait may both find the lock stale; without a guard the slower one would remove the quicker one's new lock.
 *
 * @param {string} file
 * @param {number} staleAfterMs
 */
function removeStale(file, staleAfterMs) {
  const guard = `${file}.recover`
  if (!create(guard, '')) {
    try {
      if (Date.now() - statSync(guard).mtimeMs > staleAfterMs) rmSync(guard, { force: true })
    } catch {
      // The other has finished.
    }
    return
  }
  try {
    if (isStale(file, staleAfterMs)) rmSync(file, { force: true })
  } finally {
    rmSync(guard, { force: true })
  }
}
