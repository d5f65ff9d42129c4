export interface ParsedUrlLink {
  code: string
  /** What was appended as `cq`, percent-decoded once; `text` is missing when its encoding is broken. */
  appended: { text: string | undefined } | null
}

/** Takes a URL Link apart (wechat-links-qr §2.1, §2.9); nothing when the text is no URL Link at all. */
export function parseUrlLink(text: string): ParsedUrlLink | undefined {
  const match = /^https:\/\/(?:wxaurl\.cn|wxmpurl\.cn)\/([A-Za-z0-9]+)(?:\?([^#]*))?$/.exec(text)
  const code = match?.[1]
  if (code === undefined) return undefined
  const cq = match?.[2]?.split('&').find((part) => part.startsWith('cq='))
  return { code, appended: cq === undefined ? null : { text: decoded(cq.slice(3)) } }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
