/** Faults for what the robot's webhook refuses. Source: see index.ts; the global error codes (document/path/90313) likewise. */
import { Fault } from '../../platform/errors/fault'

const invalidWebhook = 93000
const tooMany = 45009
const busy = -1

/** A certain refusal: WeCom answered, and did not write into the chat. */
export function robotRefusal(errcode: number, message: string): Fault {
  const upstream = { system: 'wecomRobot', code: String(errcode), message }
  if (errcode === invalidWebhook) return new Fault('wecomRobot.invalidWebhook', { upstream })
  if (errcode === tooMany) return new Fault('wecomRobot.tooMany', { upstream, retry: 'safe' })
  if (errcode === busy) return new Fault('wecomRobot.busy', { upstream, retry: 'safe' })
  return new Fault('wecomRobot.other', { params: { errcode, message }, upstream })
}
