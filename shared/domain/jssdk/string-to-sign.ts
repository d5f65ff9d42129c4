/** What is signed for `wx.config` (wechat-links-qr §1.6). The values go in as they are: nothing is URL-encoded. */
export interface SignParts {
  ticket: string
  nonceStr: string
  /** Unix seconds, as text. */
  timestamp: string
  url: string
}

/** The address of a page as it is signed: up to, not including, `#`. */
export function signedUrl(url: string): string {
  return url.split('#', 1)[0] ?? ''
}

/** 待签名串: the four names in ASCII order, joined as `k=v&k=v` with raw values. */
export function stringToSign({ ticket, nonceStr, timestamp, url }: SignParts): string {
  return `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${signedUrl(url)}`
}

/**
 * A ticket as a screen may show it: whoever holds it can sign any page of the account, so that only its ends are left.
 */
export function maskTicket(ticket: string): string {
  return ticket.length < 16 ? '****' : `${ticket.slice(0, 4)}****${ticket.slice(-4)}`
}
