/** One step into an answer: the name of a member or the place in a list. */
type Step = string | number

const longest = 200
const next = /\.?([^.[\]"\s][^.[\]"]*)|\[(\d{1,6})\]|\["((?:[^"\\]|\\.)*)"\]/uy

/**
 * Reads `data.links[0].url`: names with dots, places in lists in brackets, names with odd characters as `["a.b"]`; a
 * leading `$.` is taken off. `undefined` where the text is no path.
 */
export function parseAnswerPath(text: string): readonly Step[] | undefined {
  const path = text.trim().replace(/^\$(?=$|[.[])\.?/u, '')
  if (path === '' || path.length > longest || path.startsWith('.')) return undefined
  const steps: Step[] = []
  next.lastIndex = 0
  while (next.lastIndex < path.length) {
    const at = next.lastIndex
    const found = next.exec(path)
    if (!found) return undefined
    const [whole, name, place, quoted] = found
    // Between two names stands a dot, and before a bracket none.
    if (name !== undefined && ((at > 0 && !whole.startsWith('.')) || name.endsWith(' '))) return undefined
    if (name !== undefined) steps.push(name)
    else if (place !== undefined) steps.push(Number(place))
    else {
      const inner = unquoted(quoted ?? '')
      if (inner === undefined) return undefined
      steps.push(inner)
    }
  }
  return steps
}

function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(`"${text}"`) as string
  } catch {
    return undefined
  }
}

/**
 * What stands at a path of an answer, as a text; `undefined` where there is nothing, or something that is no text,
 * number or yes/no. Members that a value merely inherits do not count.
 */
export function readAnswer(answer: unknown, text: string): string | undefined {
  let at: unknown = answer
  for (const step of parseAnswerPath(text) ?? [undefined]) {
    if (step === undefined || typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined
    if ((typeof step === 'number') !== Array.isArray(at)) return undefined
    at = (at as Record<Step, unknown>)[step]
  }
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : undefined
}
