import { timingSafeEqual } from 'node:crypto'
import type { StandInReply, StandInRequest } from '../http/server'
import { type FaultBoard, SandboxFault } from './faults'
import type { SandboxState } from './types'

const json = (status: number, content: object): StandInReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(content),
})

function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * `POST /_sandbox/faults` (a {@link SandboxFault}), `DELETE /_sandbox/faults`, `GET /_sandbox/state`, for practice use.
 * Each asks for the instance's key in `X-Sandbox-Control`, a header that a page of another origin cannot send.
 */
export function answerControl(
  request: StandInRequest,
  { controlKey, faults, state }: { controlKey: string; faults: FaultBoard; state: () => SandboxState },
): StandInReply {
  const key = request.headers['x-sandbox-control']
  if (typeof key !== 'string' || !sameText(key, controlKey)) return json(403, { refused: 'control key' })
  const action = `${request.method} ${request.path}`
  if (action === 'GET /_sandbox/state') return json(200, state())
  if (action === 'DELETE /_sandbox/faults') {
    faults.clear()
    return json(200, { faults: [] })
  }
  if (action !== 'POST /_sandbox/faults') return json(404, { refused: 'path or method' })
  const fault = SandboxFault.safeParse(parsed(request.body))
  if (!fault.success) {
    const fields = fault.error.issues.map(({ path, code }) => ({ path: path.join('.'), code }))
    return json(400, { refused: 'fault', fields })
  }
  faults.set(fault.data)
  return json(201, { faults: faults.list() })
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
