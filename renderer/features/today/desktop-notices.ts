import { usePreference } from '@renderer/ui/base/usePreference'
import type { Ref } from 'vue'

/** Whether this computer's windows show notices of the system; off until somebody turns it on. */
export function useDesktopNotices(): Ref<boolean> {
  return usePreference('today.desktopNotices', false)
}

export type NoticeAbility = 'ready' | 'askable' | 'blocked' | 'unsupported'

/** Whether the system lets this window show notices. */
export function noticeAbility(): NoticeAbility {
  if (typeof Notification === 'undefined') return 'unsupported'
  if (Notification.permission === 'granted') return 'ready'
  return Notification.permission === 'denied' ? 'blocked' : 'askable'
}

/** Asks the person, once, whether notices may be shown; call it on their click. */
export async function askForNotices(): Promise<NoticeAbility> {
  if (noticeAbility() !== 'askable') return noticeAbility()
  await Notification.requestPermission()
  return noticeAbility()
}

/** Shows one; a click brings this window to the front and runs `clicked`. */
export function showNotice(title: string, body: string, clicked: () => void): void {
  if (noticeAbility() !== 'ready') return
  // One at a time: a later one takes the place of the earlier.
  const notice = new Notification(title, { body, tag: 'minidesk.today' })
  notice.onclick = () => {
    window.focus()
    notice.close()
    clicked()
  }
}
