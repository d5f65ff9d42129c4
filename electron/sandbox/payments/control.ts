import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { StandInReply, StandInRequest } from '../http/server'
import type { PaymentStandIn } from './types'

const fault = { path: z.string().optional(), times: z.int().optional() }
const share = { ...fault, share: z.number().min(0).max(1).optional() }
const Control = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('act'),
    number: z.string(),
    act: z.enum(['pay', 'payOtherAmount', 'fail', 'expire', 'notifyAgain', 'notifyForged', 'refundInPortal', 'finishRefunds']),
  }),
  z.strictObject({
    do: z.literal('fault'),
    fault: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('delay'), ms: z.int(), ...fault }),
      z.strictObject({ kind: z.literal('dropAfter'), ...share }),
      z.strictObject({ kind: z.literal('dropBefore'), ...share }),
      z.strictObject({ kind: z.literal('systemErrorAfter'), ...share }),
      z.strictObject({ kind: z.literal('systemErrorBefore'), ...share }),
      z.strictObject({ kind: z.literal('badSignature'), ...fault }),
      z.strictObject({ kind: z.literal('tooMany'), ...fault }),
    ]),
  }),
  z.strictObject({ do: z.literal('clearFaults') }),
  z.strictObject({ do: z.literal('refundTime'), ms: z.int().min(0) }),
  z.strictObject({ do: z.literal('state') }),
])

const json = (status: number, content: object): StandInReply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(content),
})

/**
 * `POST /__control`: what a stand-in is told from outside. Asks for the instance's key in a header, which a page of
 * another origin cannot send.
 */
export async function answerControl(request: StandInRequest, standIn: PaymentStandIn): Promise<StandInReply> {
  const key = request.headers['x-sandbox-control']
  if (typeof key !== 'string' || !same(key, standIn.controlKey)) return json(403, { refused: 'control key' })
  if (request.method !== 'POST') return json(405, { refused: 'POST' })
  const control = Control.safeParse(parsed(request.body))
  if (!control.success) return json(400, { refused: 'control' })
  try {
    await apply(control.data, standIn)
  } catch (error) {
    return json(404, { refused: error instanceof Error ? error.message : 'failed' })
  }
  return json(200, { orders: standIn.orders(), refunds: standIn.refunds(), calls: standIn.calls() })
}

async function apply(control: z.infer<typeof Control>, standIn: PaymentStandIn): Promise<void> {
  if (control.do === 'act') await standIn.act(control.number, control.act)
  if (control.do === 'clearFaults') standIn.clearFaults()
  if (control.do === 'refundTime') standIn.setRefundTime(control.ms)
  if (control.do !== 'fault') return
  const { path, times, ...rest } = control.fault
  standIn.setFault({ ...rest, ...(path === undefined ? {} : { path }), ...(times === undefined ? {} : { times }) } as Parameters<PaymentStandIn['setFault']>[0])
}

function same(given: string, wanted: string): boolean {
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
