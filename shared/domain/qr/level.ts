/** How much of a symbol may be damaged: L 7 %, M 15 %, Q 25 %, H 30 %. */
export type QrLevel = 'L' | 'M' | 'Q' | 'H'

export const QR_LEVELS: readonly QrLevel[] = ['L', 'M', 'Q', 'H']

/** Bytes that the largest symbol (version 40) holds in byte mode, ISO/IEC 18004 table 7. */
export const QR_MAX_BYTES: Readonly<Record<QrLevel, number>> = { L: 2953, M: 2331, Q: 1663, H: 1273 }

/** Light cells that a scanner needs on each side (wechat-links-qr §4.4). */
export const QR_QUIET_ZONE = 4
