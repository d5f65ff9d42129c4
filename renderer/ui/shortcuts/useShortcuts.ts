import { getCurrentInstance, onActivated, onDeactivated, onMounted, onScopeDispose } from 'vue'
import { type Shortcut, shortcuts } from './registry'

/** Registers shortcuts while the calling component is on screen (a page kept alive in the background is not). */
export function useShortcuts(list: readonly Shortcut[]): void {
  let remove: (() => void)[] = []
  const off = () => {
    for (const undo of remove) undo()
    remove = []
  }
  const on = () => {
    if (remove.length === 0) remove = list.map((shortcut) => shortcuts.register(shortcut))
  }
  if (getCurrentInstance()) {
    onMounted(on)
    onActivated(on)
    onDeactivated(off)
  } else on()
  onScopeDispose(off)
}

/** Lets the registry hear the window's keys; the frame of the window calls this once. The answer stops it. */
export function listenForShortcuts(target: Window = window): () => void {
  const listener = (event: KeyboardEvent) => void shortcuts.handle(event)
  target.addEventListener('keydown', listener)
  return () => target.removeEventListener('keydown', listener)
}
