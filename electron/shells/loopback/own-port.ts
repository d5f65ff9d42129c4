import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../platform/errors/fault'

const name = 'loopback-port'

/**
 * Starts on the port that this data folder had the last time, or on a free one, and keeps it. A browser ties what a
 * window remembers (theme, language, columns) to the address with its port.
 * @param start starts on a port; 0 = any free one
 */
export async function onOwnPort<T extends { origin: string }>(dataDir: string, start: (port: number) => Promise<T>): Promise<T> {
  const file = join(dataDir, name)
  const kept = Number(await readFile(file, 'utf8').catch(() => '0'))
  const server = await startOn(Number.isInteger(kept) && kept > 0 && kept < 65_536 ? kept : 0, start)
  const { port } = new URL(server.origin)
  if (port !== String(kept)) await writeFile(file, port, { mode: 0o600 })
  return server
}

async function startOn<T>(port: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(port)
  } catch (cause) {
    const taken = cause instanceof Fault && (cause.code === 'shell.portTaken' || cause.code === 'shell.portForbidden')
    if (port === 0 || !taken) throw cause
    return start(0)
  }
}
