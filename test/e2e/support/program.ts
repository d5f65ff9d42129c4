import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

/** One running program on its own data folder. */
export interface Program {
  url: string
  pid: number
  dataDir: string
  /** Asks it to end and waits. */
  stop(): Promise<void>
  /** Ends it as a power cut would. */
  kill(): Promise<void>
}

export function newDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'minidesk-e2e-'))
}

export function removeDataDir(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true })
}

type Child = ChildProcessByStdio<null, Readable, Readable>

/** Starts the built loopback shell without a window and waits until it can serve. */
export async function startProgram(options: { dataDir: string; args?: string[]; env?: NodeJS.ProcessEnv }): Promise<Program> {
  const args = ['out/main/loopback.js', '--headless', '--port', '0', '--data-dir', options.dataDir, ...(options.args ?? [])]
  const child: Child = spawn(process.execPath, args, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  })
  const errors: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text)),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the program ended with ${String(code)} before it was ready: ${errors.join('')}`)
    }),
  ])
  const ready = JSON.parse(line) as { ready: boolean; url: string; pid: number }
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  return {
    url: ready.url,
    pid: ready.pid,
    dataDir: options.dataDir,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}
