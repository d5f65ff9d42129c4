import type { IpcMainInvokeEvent } from 'electron'
import { isOurs, origin } from './origin'

type Frame = { url: string; origin: string; parent: unknown }

/**
 * Whether a message comes from the page of one of our windows: its top frame, at our origin, in a window we opened. A
 * frame that is gone is null, and a blank page is nobody (architecture-anchors §4, row 13).
 */
export function isTrustedSender(
  event: Pick<IpcMainInvokeEvent, 'sender'> & { senderFrame: Frame | null },
  isOurWindow: (sender: IpcMainInvokeEvent['sender']) => boolean,
): boolean {
  const frame = event.senderFrame
  if (frame === null || frame.parent !== null) return false
  return isOurs(frame.url) && frame.origin === origin && isOurWindow(event.sender)
}
