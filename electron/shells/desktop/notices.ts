import { Notification } from 'electron'

/** Notices that are on the screen: without a reference they would be collected, and a click on them lost. */
const shown = new Set<Notification>()

/** Shows a notice of the operating system, where it has any; a click on it runs `clicked`. */
export function showNotice(title: string, body: string, clicked: () => void): void {
  if (!Notification.isSupported()) return
  const notice = new Notification({ title, body })
  const over = () => shown.delete(notice)
  shown.add(notice)
  notice.on('click', () => {
    over()
    clicked()
  })
  notice.on('close', over)
  notice.on('failed', over)
  notice.show()
}
