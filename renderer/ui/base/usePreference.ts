import { customRef, type Ref, shallowRef, triggerRef, type ShallowRef } from 'vue'

/** Where preferences are kept. Values are plain JSON. */
export interface PreferenceStorage {
  /** The stored value, or `undefined` where there is none. */
  read(key: string): unknown
  /** Keeps the value; `undefined` forgets it. */
  write(key: string, value: unknown): void
}

const prefix = 'minidesk.preference.'

/** Keeps preferences in this browser profile; a closed or full storage loses them silently, never the work. */
export const localPreferences: PreferenceStorage = {
  read(key) {
    try {
      const text = localStorage.getItem(prefix + key)
      return text === null ? undefined : JSON.parse(text)
    } catch {
      return undefined
    }
  },
  write(key, value) {
    try {
      if (value === undefined) localStorage.removeItem(prefix + key)
      else localStorage.setItem(prefix + key, JSON.stringify(value))
    } catch {
      // Nothing is lost but a column's width.
    }
  },
}

let storage: PreferenceStorage = localPreferences
const cells = new Map<string, ShallowRef<unknown>>()

/** Puts another storage behind every preference (for instance the operator's settings); those in use are read again. */
export function setPreferenceStorage(next: PreferenceStorage): void {
  storage = next
  for (const [key, cell] of cells) {
    cell.value = storage.read(key)
    triggerRef(cell)
  }
}

/** Whether a stored value has the shape of the default: same type, array or not, null or not. */
function looksLike(value: unknown, sample: unknown): boolean {
  if (value === null || sample === null) return value === sample
  return typeof value === typeof sample && Array.isArray(value) === Array.isArray(sample)
}

/**
 * A remembered choice of this person, shared by all who name the same key. A stored value that does not fit (an older
 * version wrote it) counts as absent. Replace the value to change it; a change inside an object is not seen.
 * @param key dotted, for instance `links.history.columns`
 * @param fallback what holds until something is chosen
 * @param accept decides whether a stored value still fits; by default its type must be that of `fallback`
 */
export function usePreference<T>(key: string, fallback: T, accept?: (value: unknown) => value is T): Ref<T> {
  const cell = cells.get(key) ?? shallowRef<unknown>(storage.read(key))
  cells.set(key, cell)
  const fits = (value: unknown): value is T => (accept ? accept(value) : looksLike(value, fallback))
  return customRef<T>(() => ({
    get: () => (fits(cell.value) ? cell.value : fallback),
    set(value) {
      cell.value = value
      storage.write(key, value)
    },
  }))
}
