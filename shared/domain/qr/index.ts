export { QR_LEVELS, QR_MAX_BYTES, QR_QUIET_ZONE, type QrLevel } from './level'
export { qrMatrix, type QrMatrix, type QrMatrixResult, type QrRefusal } from './matrix'
export { PRACTICE_MARK, PRACTICE_MARK_SHARE } from './practice-mark'
export { qrSvg, type QrSvgOptions, type QrSvgResult } from './svg'
