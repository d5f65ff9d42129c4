/**
 * The tags of a channel as a query, each key and value encoded once. Values are what was agreed on and never encoded
 * text, so that a `%` in one is a percent sign.
 */
export function channelQuery(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&')
}
