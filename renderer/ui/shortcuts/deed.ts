/** Something that can be done now, by its key or its button. */
export interface Deed {
  keys: string
  label: string
  /** Why it cannot be done now; empty when it can. */
  blocked: string
  run: () => void
}
