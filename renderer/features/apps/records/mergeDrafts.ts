/** A field that both sides changed, each in its own way. */
export interface Clash<Draft> {
  key: keyof Draft & string
  theirs: Draft[keyof Draft]
}

/**
 * Brings typed values onto what somebody else saved meanwhile: a field that was not touched here takes the saved
 * value, a touched one keeps what was typed, and a field that both sides changed is named so that a person decides.
 * @param base what the form began with
 */
export function mergeDrafts<Draft extends object>(
  base: Draft,
  mine: Draft,
  theirs: Draft,
): { draft: Draft; clashes: Clash<Draft>[] } {
  const draft = { ...theirs }
  const clashes: Clash<Draft>[] = []
  for (const key of Object.keys(theirs) as (keyof Draft & string)[]) {
    if (same(mine[key], base[key])) continue
    draft[key] = mine[key]
    if (!same(theirs[key], base[key]) && !same(theirs[key], mine[key])) clashes.push({ key, theirs: theirs[key] })
  }
  return { draft, clashes }
}

/** Whether two values of a draft are equal: text, or a list of texts. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
