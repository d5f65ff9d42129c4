import { isLinkKind, linkKindTraits } from '@shared/domain/links'

/**
 * What is shown where a person looks for a code.
 * - `drawn`: the picture that WeChat drew
 * - `notPrinted`: a QR code, with the warning not to print it as the only way in: what WeChat's scanner does with
 *   `weixin://` is not documented (wechat-links-qr §4.3)
 * - `ends`: a QR code of a link that ends within days, so nothing to be printed either
 * - `pasted`, `written`: no code; a Short Link is pasted into a chat, an NFC scheme is written to a tag
 */
export type QrAdvice = 'drawn' | 'notPrinted' | 'ends' | 'pasted' | 'written'

/** What of it a kind has; a kind of a newer version is treated as a scheme. */
export function qrAdvice(kind: string): QrAdvice {
  if (!isLinkKind(kind)) return 'notPrinted'
  if (linkKindTraits[kind].product === 'image') return 'drawn'
  if (kind === 'short_link') return 'pasted'
  if (kind === 'nfc_scheme') return 'written'
  return kind === 'url_link' ? 'ends' : 'notPrinted'
}

/** Whether a QR code of the link's text makes sense. */
export const hasQr = (kind: string): boolean => ['notPrinted', 'ends'].includes(qrAdvice(kind))
/** Whether the link is a picture and has no text. */
export const isPicture = (kind: string): boolean => qrAdvice(kind) === 'drawn'
