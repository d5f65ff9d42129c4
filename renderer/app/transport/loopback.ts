import type { Answer, ErrorEnvelope } from '@shared/contract/error'
import type { StreamMessage } from '@shared/contract/events'
import type { CallOptions, Transport } from './transport'

const tokenKey = 'minidesk.token'

/**
 * What the address brought along, taken out of it at once: a single-use code or, headless, a token; and whether the
 * practice workspace is to be entered without asking.
 */
export interface Arrival {
  code: string | undefined
  token: string | undefined
  sandbox: boolean
}

export function readArrival(location: Location, history: History): Arrival {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const arrival = {
    code: fragment.get('code') ?? undefined,
    token: fragment.get('token') ?? undefined,
    sandbox: fragment.get('sandbox') === '1',
  }
  if (arrival.code !== undefined || arrival.token !== undefined || arrival.sandbox)
    history.replaceState(null, '', location.pathname)
  return arrival
}

/** Trades the code for this window's token. @returns false when there is no way in */
export async function passDoor(arrival: Arrival): Promise<boolean> {
  if (arrival.token !== undefined) sessionStorage.setItem(tokenKey, arrival.token)
  if (arrival.code !== undefined) {
    const answer = await fetch('/door', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: arrival.code }),
    })
    const body = (await answer.json().catch(() => undefined)) as { token?: unknown } | undefined
    if (answer.ok && typeof body?.token === 'string') sessionStorage.setItem(tokenKey, body.token)
  }
  return sessionStorage.getItem(tokenKey) !== null
}

/** Calls over HTTP on 127.0.0.1 (architecture, *The contract*). */
export const loopbackTransport: Transport = {
  invoke: (name, input, options) =>
    request(`/rpc/${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { ...headersOf(options), 'content-type': 'application/json' },
      body: JSON.stringify(input ?? {}),
      signal: options.signal ?? null,
    }),

  upload: async (file, options) =>
    (await request(`/files?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      headers: { ...headersOf(options), 'content-type': 'application/octet-stream' },
      body: file,
      signal: options.signal ?? null,
    })) as Answer<{ fileId: string }>,

  save: (ticket) => {
    const link = document.createElement('a')
    link.href = `/files/${encodeURIComponent(ticket.ticket)}`
    link.download = ticket.name
    document.body.append(link)
    link.click()
    link.remove()
    return Promise.resolve(true)
  },

  read: async ({ ticket }) => {
    const answer = await fetch(`/files/${encodeURIComponent(ticket)}`).catch(() => undefined)
    return answer?.ok ? await answer.blob() : undefined
  },

  frameAddress: ({ ticket }) => `/files/${encodeURIComponent(ticket)}`,

  follow: async (since, deliver, options) => {
    const query = since ? `?run=${encodeURIComponent(since.run)}&seq=${since.seq}` : ''
    const answer = await fetch(`/events${query}`, { headers: headersOf(options), signal: options.signal ?? null })
    if (!answer.ok || !answer.body) throw new Error(`event stream refused: ${answer.status}`)
    let text = ''
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      text += chunk
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const message = dataOf(text.slice(0, end))
        text = text.slice(end + 2)
        if (message !== undefined) deliver(JSON.parse(message) as StreamMessage)
      }
    }
  },

  openExternal: (url) => {
    window.open(url, '_blank', 'noopener,noreferrer')
  },
}

function dataOf(block: string): string | undefined {
  const lines = block.split('\n').filter((line) => line.startsWith('data:'))
  return lines.length === 0 ? undefined : lines.map((line) => line.slice(5).trimStart()).join('\n')
}

function headersOf(options: CallOptions): Record<string, string> {
  return {
    authorization: `Bearer ${sessionStorage.getItem(tokenKey) ?? ''}`,
    'x-minidesk-locale': options.locale,
    ...(options.session === undefined ? {} : { 'x-minidesk-session': options.session }),
  }
}

async function request(url: string, init: RequestInit): Promise<Answer<unknown>> {
  let answer: Response
  try {
    answer = await fetch(url, init)
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    return { ok: false, error: connectionLost() }
  }
  const body = (await answer.json().catch(() => undefined)) as Answer<unknown> | undefined
  init.signal?.throwIfAborted()
  // Only the door answers so: it refuses this window, whatever was asked.
  if (answer.status === 401) return { ok: false, error: doorClosed() }
  if (body !== undefined && typeof body.ok === 'boolean') return body
  return { ok: false, error: connectionLost() }
}

/** The program went away. What a call that changes something came to is not known. */
export function connectionLost(): ErrorEnvelope {
  return envelope('client.connectionLost', 'afterCheck')
}

function doorClosed(): ErrorEnvelope {
  return envelope('client.doorClosed', 'no')
}

function envelope(code: string, retry: ErrorEnvelope['retry']): ErrorEnvelope {
  return { code, messageKey: `errors.${code}`, params: {}, retry, correlationId: '' }
}
