/** Names as they are sent and digested. Source: geocoding-and-face §8.3 (practice, uncertain). */

/** What keyboards give for the dot in minority names; the card's is U+00B7. */
const dots = /[•‧∙⋅・･●．᛫]/gu

/** NFC, trimmed, one middle dot. */
export function normalName(name: string): string {
  return name.normalize('NFC').trim().replaceAll(/\s+/gu, ' ').replaceAll(dots, '·').replaceAll(/ ?· ?/gu, '·')
}
