import type { WebFrameMain } from 'electron'
import { isOurs, origin } from './origin'

type Frame = Pick<WebFrameMain, 'url' | 'origin' | 'parent'>

/**
 * Whether a message comes from a page of ours: a top frame at our origin. A frame that is gone is null, and a blank page
 * is nobody (architecture-anchors §4, row 13). That its window is ours is asked of the windows.
 */
export function isTrustedSender(frame: Frame | null): boolean {
  if (frame === null || frame.parent !== null) return false
  return isOurs(frame.url) && frame.origin === origin
}
