/**
 * The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038 §6.2.1). A character of the extension table
 * is sent as escape and character: two septets.
 */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const extended = new Set('\f^{}\\[~]|€')

/** How many septets a character takes; 0 where the alphabet does not have it. */
export function septetsOf(character: string): 0 | 1 | 2 {
  if (basic.has(character)) return 1
  return extended.has(character) ? 2 : 0
}
