/**
 * What one screen gives the next: a push that was just decoded, its `verify_result`. It is about a person, so it does not
 * go through an address, which the browser remembers, and is gone once taken.
 */
interface Handed {
  /** A pushed message as it came. */
  push?: string
  /** `verify_result` for the record that is opened. */
  verifyResult?: string
}
let held: Handed = {}

export function handOver(what: Handed): void {
  held = what
}
export function takeOver(): Handed {
  const taken = held
  held = {}
  return taken
}
