/**
 * Shortens a long value in its middle, keeping head and tail, by which people tell numbers apart. Counts characters as
 * a person sees them, so that an emoji is never cut in half.
 * @param max greatest number of characters including the ellipsis; at least 5
 */
export function shortenMiddle(value: string, max: number): string {
  const characters = [...value]
  const limit = Math.max(5, max)
  if (characters.length <= limit) return value
  const head = Math.ceil((limit - 1) / 2)
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (limit - 1 - head)).join('')}`
}
