import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { StandInReply, StandInRequest } from '../http/server'
import type { PaymentStandIn } from '../payments/types'
import { jsonReply } from './refusal'

const where = { path: z.string().exactOptional(), times: z.int().min(1).exactOptional() }
const some = { ...where, share: z.number().min(0).max(1).exactOptional() }
const Fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('delay'), ms: z.int().min(0), ...where }),
  z.strictObject({ kind: z.literal('dropAfter'), ...some }),
  z.strictObject({ kind: z.literal('dropBefore'), ...some }),
  z.strictObject({ kind: z.literal('systemErrorAfter'), ...some }),
  z.strictObject({ kind: z.literal('systemErrorBefore'), ...some }),
  z.strictObject({ kind: z.literal('badSignature'), ...where }),
  z.strictObject({ kind: z.literal('tooMany'), ...where }),
])
const acts = ['pay', 'payOtherAmount', 'fail', 'expire', 'notifyAgain', 'notifyForged', 'refundInPortal', 'finishRefunds'] as const
const Acting = z.strictObject({ number: z.string(), act: z.enum(acts) })

/**
 * `POST /_sandbox/faults`, `DELETE /_sandbox/faults`, `POST /_sandbox/act` and `GET /_sandbox/state`. Each asks for the
 * instance's key in `X-Sandbox-Control`, a header that a page of another origin cannot send.
 */
export async function answerControl(request: StandInRequest, standIn: PaymentStandIn): Promise<StandInReply> {
  const key = request.headers['x-sandbox-control']
  if (typeof key !== 'string' || !sameText(key, standIn.controlKey)) return jsonReply(403, { refused: 'control key' })
  switch (`${request.method} ${request.path}`) {
    case 'GET /_sandbox/state':
      return jsonReply(200, { orders: standIn.orders(), refunds: standIn.refunds(), calls: standIn.calls() })
    case 'DELETE /_sandbox/faults':
      standIn.clearFaults()
      return jsonReply(200, {})
    case 'POST /_sandbox/faults': {
      const fault = Fault.safeParse(parsed(request.body))
      if (!fault.success) return jsonReply(400, { refused: 'fault' })
      standIn.setFault(fault.data)
      return jsonReply(201, {})
    }
    case 'POST /_sandbox/act': {
      const acting = Acting.safeParse(parsed(request.body))
      if (!acting.success) return jsonReply(400, { refused: 'act' })
      return standIn.act(acting.data.number, acting.data.act).then(
        () => jsonReply(200, {}),
        () => jsonReply(404, { refused: 'number or state' }),
      )
    }
    default:
      return jsonReply(404, { refused: 'path or method' })
  }
}

function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
