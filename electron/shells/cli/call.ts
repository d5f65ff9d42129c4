import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { allCommands } from '@shared/contract'
import { Fault } from '../../platform/errors/fault'
import { defaultDataDir, parseJson } from '../../platform/owner'
import type { CallArguments } from './arguments'
import { findHost, type Host, type PlatformFor } from './host'
import { JobFollower, jobIdOf } from './job'
import { Refusal } from './refusal'
import { signIn, valueOf } from './sign-in'

/** How long calls that others forwarded to this process may go on after its own is done. */
const guestsMs = 600_000

type Input = Record<string, unknown>

export interface CallOutcome {
  /** What is printed on standard output. */
  value: unknown
  /** Set where the answer is a job that did not end well. */
  failure?: Error
  /** The job is done and says that something is left open. */
  leftovers?: boolean
}

/**
 * Carries out one `minidesk call`.
 * @param print told the answer as soon as it is there, where the process then still has a job to finish
 * @throws Fault where the call cannot be made, Refusal where the application refuses it
 */
export async function call(
  given: CallArguments,
  print: (value: unknown) => Promise<void>,
  platformFor: PlatformFor,
): Promise<CallOutcome | undefined> {
  const input = await readInput(given.json)
  if (given.json !== '-') refusePersonal(given.name, input)
  const host = await findHost(resolve(given.dataDir ?? defaultDataDir()), platformFor)
  const stop = () => {
    // A job stops after the item that it is at and can be resumed; a second signal does not wait for that.
    process.once('SIGINT', () => process.exit(130))
    void host.close(0).finally(() => process.exit(130))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    return await carryOut(host, given, input, print)
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    await host.close(guestsMs)
  }
}

async function carryOut(
  host: Host,
  given: CallArguments,
  input: Input,
  print: (value: unknown) => Promise<void>,
): Promise<CallOutcome | undefined> {
  const { name, locale, file } = given
  const definition = allCommands().get(name)
  const open = definition === undefined || definition.access === 'public'
  const session = open && (file === undefined || file.endsWith('.mdbackup')) ? undefined : await signIn(host, given)
  const follower = session !== undefined && definition?.job === true ? new JobFollower(host, session) : undefined
  try {
    const whole = file === undefined ? input : withFile(name, input, await upload(host, file, session))
    const value = await valueOf(host, name, whole, { session, locale })
    const jobId = jobIdOf(value)
    if (!follower || jobId === undefined) return { value }
    if (given.wait) return outcomeOf(await follower.end(jobId, locale), definition?.leftovers)
    if (!host.here) return { value }
    // The job would end with this process: the answer is out at once, the process stays until the job is over.
    await print(value)
    const { failure } = outcomeOf(await follower.end(jobId, locale))
    if (failure) throw failure
    return undefined
  } finally {
    follower?.close()
    if (session !== undefined && name !== 'accounts.signOut')
      await host.execute({ name: 'accounts.signOut', input: {}, session, locale }).catch(() => undefined)
  }
}

function outcomeOf(job: Awaited<ReturnType<JobFollower['end']>>, leftovers = false): CallOutcome {
  if (job.state === 'done') return { value: job, ...(leftovers && job.failedItems > 0 ? { leftovers } : {}) }
  const failure = job.error ? new Refusal(job.error) : new Fault('cli.jobNotDone', { params: { state: job.state } })
  return { value: job, failure }
}

async function readInput(json: string): Promise<Input> {
  let bytes = Buffer.from(json)
  if (json === '-') {
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk)
    bytes = Buffer.concat(chunks)
  }
  let value: unknown
  try {
    // PowerShell begins what it pipes with a byte order mark; TextDecoder takes it away.
    value = parseJson(bytes)
  } catch (cause) {
    throw new Fault('cli.badJson', { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Fault('cli.badJson')
  return value as Input
}

async function upload(host: Host, file: string, session: string | undefined): Promise<string> {
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw new Fault('cli.noFile', { params: { name: basename(file).slice(0, 120) } })
  const answer = await host.receive(createReadStream(file), basename(file), session)
  if (answer.ok) return answer.value.fileId
  throw new Refusal(answer.error)
}

/**
 * A name or a number on the command line stays in the history of the shell and stands in the list of processes.
 * @throws Fault `cli.personal`
 */
export function refusePersonal(name: string, input: Input): void {
  if (!name.startsWith('identity.')) return
  const secrets = allCommands().get(name)?.secrets ?? []
  if (secrets.some((path) => Object.hasOwn(input, path) && input[path] !== '')) throw new Fault('cli.personal')
}

/** The input with the uploaded file where the command expects it. */
export function withFile(name: string, input: Input, fileId: string): Input {
  if (name !== 'links.batches.create') return { ...input, fileId }
  const source = typeof input['source'] === 'object' && input['source'] !== null ? input['source'] : {}
  return { ...input, source: { kind: 'file', ...source, fileId } }
}
