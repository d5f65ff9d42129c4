import type { CommandInput, CommandName, CommandOutput } from '@shared/contract'
import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { FileTicket } from '@shared/contract/values'
import { desktopTransport } from './transport/desktop'
import { loopbackTransport } from './transport/loopback'
import type { Transport } from './transport/transport'

/** A refused call, for `try`/`catch` where that reads better than looking at `ok`. */
export class CallError extends Error {
  readonly envelope: ErrorEnvelope
  constructor(envelope: ErrorEnvelope) {
    super(envelope.code)
    this.envelope = envelope
  }
}

const transport: Transport = window.minidesk ? desktopTransport(window.minidesk) : loopbackTransport

/** Where calls take their session handle and language from; set by the session and the texts. */
export const callContext: { session: string | undefined; locale: string } = { session: undefined, locale: 'zh-CN' }

/** Told of every refused call, so that an ended or locked session shows at once wherever it was met. */
export const onRefused = new Set<(error: ErrorEnvelope) => void>()

/** Asks the program; the answer is a value or an envelope, never an exception. */
export async function ask<N extends CommandName>(
  name: N,
  input: CommandInput<N>,
  signal?: AbortSignal,
): Promise<Answer<CommandOutput<N>>> {
  const answer = await transport.invoke(name, input, { ...callContext, signal })
  if (!answer.ok) for (const listener of onRefused) listener(answer.error)
  return answer as Answer<CommandOutput<N>>
}

/** As {@link ask}, with the value itself. @throws CallError */
export async function call<N extends CommandName>(
  name: N,
  input: CommandInput<N>,
  signal?: AbortSignal,
): Promise<CommandOutput<N>> {
  const answer = await ask(name, input, signal)
  if (answer.ok) return answer.value
  throw new CallError(answer.error)
}

/** Hands a file in and answers its id. @throws CallError */
export async function upload(file: File, signal?: AbortSignal): Promise<string> {
  const answer = await transport.upload(file, { ...callContext, signal })
  if (answer.ok) return answer.value.fileId
  throw new CallError(answer.error)
}

export const saveFile = (ticket: FileTicket): Promise<boolean> => transport.save(ticket)
export const readFile = (ticket: FileTicket): Promise<Blob | undefined> => transport.read(ticket)
export const frameAddress = (ticket: FileTicket): string => transport.frameAddress(ticket)
export const openExternal = (url: string): void => transport.openExternal(url)
export const follow: Transport['follow'] = (since, deliver, options) => transport.follow(since, deliver, options)
