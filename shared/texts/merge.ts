/** A tree of texts as vue-i18n takes it. */
export interface Texts {
  [key: string]: string | Texts
}

/** Joins the areas' files to one tree; two files that give the same text are a mistake that a test finds. */
export function mergeTexts(parts: readonly Texts[]): Texts {
  const result: Texts = {}
  for (const part of parts) mergeInto(result, part)
  return result
}

function mergeInto(target: Texts, source: Texts): void {
  for (const [key, value] of Object.entries(source)) {
    const present = target[key]
    if (typeof value === 'object' && typeof present === 'object') mergeInto(present, value)
    else target[key] = typeof value === 'object' ? mergeTexts([value]) : value
  }
}
