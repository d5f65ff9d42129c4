/**
 * The width of a PNG or JPEG in pixels, read from its head; undefined where it cannot be read. The picture is WeChat's:
 * what was asked for and what came may differ.
 */
export function imageWidth(bytes: Uint8Array, format: 'png' | 'jpeg'): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (format === 'png') return bytes.length >= 24 ? view.getUint32(16) : undefined
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint8(at + 1)
    // Start of frame, without DHT (C4), JPG (C8) and DAC (CC), which lie between them.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return view.getUint16(at + 7)
  }
  return undefined
}
