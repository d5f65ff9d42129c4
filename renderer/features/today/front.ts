/**
 * Whether any window of this profile is in front. Each window holds a shared lock while it has the focus, so that the
 * one that shows notices can ask without the others answering; a window that is gone has let go of it.
 */
const lockName = (workspaceId: string) => `minidesk.front.${workspaceId}`

export async function isAnyInFront(workspaceId: string): Promise<boolean> {
  if (isInFront()) return true
  const { held = [] } = await navigator.locks.query()
  return held.some(({ name }) => name === lockName(workspaceId))
}

const isInFront = () => !document.hidden && document.hasFocus()

/** Holds the lock while this window is in front. @returns a function that ends it */
export function tellFront(workspaceId: string): () => void {
  let letGo: (() => void) | undefined
  const update = () => {
    if (isInFront() && !letGo) {
      const held = new Promise<void>((resolve) => (letGo = resolve))
      void navigator.locks.request(lockName(workspaceId), { mode: 'shared' }, () => held)
    } else if (!isInFront() && letGo) {
      letGo()
      letGo = undefined
    }
  }
  const events = ['focus', 'blur'] as const
  for (const event of events) window.addEventListener(event, update)
  document.addEventListener('visibilitychange', update)
  update()
  return () => {
    for (const event of events) window.removeEventListener(event, update)
    document.removeEventListener('visibilitychange', update)
    letGo?.()
    letGo = undefined
  }
}
