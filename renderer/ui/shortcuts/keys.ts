/** Whether this machine is a Mac, whose command key takes the place of Ctrl. */
export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform)
}

const order = ['mod', 'alt', 'shift'] as const
const capNames: Record<string, string> = {
  alt: 'Alt',
  shift: 'Shift',
  enter: 'Enter',
  escape: 'Esc',
  space: 'Space',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
}
const macCaps: Record<string, string> = { mod: '⌘', alt: '⌥', shift: '⇧' }

/** One writing for a combination: modifiers in a fixed order, all lower case (`Shift+Mod+S` → `mod+shift+s`). */
export function normalizeKeys(keys: string): string {
  const parts = keys.toLowerCase().split('+')
  const main = parts.find((part) => part !== '' && !order.some((modifier) => modifier === part)) ?? ''
  return [...order.filter((modifier) => parts.includes(modifier)), main].join('+')
}

/**
 * The combination that a key press is, in the writing of {@link normalizeKeys}. Shift counts only with letters and
 * named keys: `?` is `?` on every keyboard, whatever it takes to type it.
 */
export function keysOf(event: KeyboardEvent): string {
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase()
  const shiftCounts = event.shiftKey && (key.length > 1 || /^[a-z]$/.test(key))
  const modifiers = [
    ...((isMac() ? event.metaKey : event.ctrlKey) ? ['mod'] : []),
    ...(event.altKey ? ['alt'] : []),
    ...(shiftCounts ? ['shift'] : []),
  ]
  return [...modifiers, key].join('+')
}

/** The caps to show for a combination on this machine. */
export function keyCaps(keys: string): string[] {
  const mac = isMac()
  return normalizeKeys(keys)
    .split('+')
    .map((part) => {
      if (mac && macCaps[part]) return macCaps[part]
      if (part === 'mod') return 'Ctrl'
      return capNames[part] ?? (part.length === 1 ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1))
    })
}
