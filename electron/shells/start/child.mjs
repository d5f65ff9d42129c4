// @ts-check
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, dirname } from 'node:path'

/** @typedef {{ code: number, signal: NodeJS.Signals | null, milliseconds: number, toldToStop: boolean }} Ending */

/** The stop signals that are handed on to a child. Windows has no others that a program can catch. */
const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Runs a program to its end without a shell, handing on the signals that would have stopped us.
 *
 * An interrupt typed at the keyboard reaches the whole foreground group, the child included; handing it on would
 * deliver it twice, and a second Ctrl+C commonly means "now, without tidying up".
 *
 * @param {string} program absolute path
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions,
 *           started?: (child: import('node:child_process').ChildProcess) => void }} [options]
 * @returns {Promise<Ending>} rejects when the program cannot be started; a death by signal n is code 128 + n
 */
export function runToEnd(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.stdio ?? 'inherit',
      windowsHide: false,
    })
    let toldToStop = false
    const handOn = stopSignals.map((signal) => {
      const handler = () => {
        toldToStop = true
        if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
      }
      process.on(signal, handler)
      return () => process.off(signal, handler)
    })
    const stopHandingOn = () => handOn.forEach((stop) => stop())
    child.once('error', (error) => {
      stopHandingOn()
      reject(error)
    })
    child.once('close', (code, signal) => {
      stopHandingOn()
      const bySignal = signal ? 128 + (constants.signals[signal] ?? 0) : 1
      resolve({ code: code ?? bySignal, signal, milliseconds: performance.now() - began, toldToStop })
    })
    options.started?.(child)
  })
}

/** Child output goes to our standard error; nothing is read from the keyboard. @type {['ignore', 2, 2]} */
export const toStandardError = ['ignore', 2, 2]

/**
 * The environment in which a tool's own `node` and ours are the same one.
 *
 * @param {string} node absolute path of the Node to put first
 * @param {NodeJS.ProcessEnv} [base]
 * @returns {NodeJS.ProcessEnv}
 */
export function environmentWith(node, base = process.env) {
  const env = { ...base }
  // Windows spells it `Path`, and a copied environment has lost the indifference to case.
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  env[key] = [dirname(node), env[key]].filter(Boolean).join(delimiter)
  return env
}
