import { computed, type ComputedRef, shallowRef } from 'vue'
import { keysOf, normalizeKeys } from './keys'

export interface Shortcut {
  /** `mod+k`, `/`, `n`, `mod+shift+s`; `mod` is ⌘ on a Mac, Ctrl elsewhere. */
  keys: string
  /** What it does, already in the person's language. */
  label: string
  /** Heading in the list of shortcuts. */
  group?: string | undefined
  run: (event: KeyboardEvent) => void
  /** Holds while a text field has the focus too (palette, save). Default no. */
  whileTyping?: boolean | undefined
  /** Asked at the key press; false lets the press pass. */
  when?: (() => boolean) | undefined
}

/** Two live shortcuts on the same keys; the later one acts. */
export interface ShortcutConflict {
  keys: string
  labels: [string, string]
}

export interface ShortcutRegistry {
  /** All live shortcuts, in the order in which they were registered. */
  list: ComputedRef<readonly Shortcut[]>
  /** Keys that more than one live shortcut claims; empty in a sound program, and a test says so. */
  conflicts: ComputedRef<readonly ShortcutConflict[]>
  /** Adds a shortcut; the answer takes it away again. */
  register(shortcut: Shortcut): () => void
  /** Runs what the key press means; true if something ran. */
  handle(event: KeyboardEvent): boolean
}

/** Whether keys go into a text at this moment: a field, an editable element, or an input method at work. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229) return true
  const target = event.composedPath()[0]
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'range', 'file'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
}

/** A registry of its own; the window has one ({@link shortcuts}), tests make theirs. */
export function createShortcutRegistry(): ShortcutRegistry {
  const live = shallowRef<readonly Shortcut[]>([])
  const conflicts = computed(() => {
    const found: ShortcutConflict[] = []
    const byKeys = new Map<string, Shortcut>()
    for (const shortcut of live.value) {
      const keys = normalizeKeys(shortcut.keys)
      const earlier = byKeys.get(keys)
      if (earlier) found.push({ keys, labels: [earlier.label, shortcut.label] })
      byKeys.set(keys, shortcut)
    }
    return found
  })
  return {
    list: computed(() => live.value),
    conflicts,
    register(shortcut) {
      live.value = [...live.value, shortcut]
      return () => {
        live.value = live.value.filter((other) => other !== shortcut)
      }
    },
    handle(event) {
      if (event.defaultPrevented || event.isComposing) return false
      const pressed = keysOf(event)
      const typing = isTyping(event)
      const hit = live.value.findLast(
        (shortcut) =>
          normalizeKeys(shortcut.keys) === pressed && (!typing || shortcut.whileTyping) && (shortcut.when?.() ?? true),
      )
      if (!hit) return false
      event.preventDefault()
      hit.run(event)
      return true
    },
  }
}

/** The window's one registry. */
export const shortcuts = createShortcutRegistry()
