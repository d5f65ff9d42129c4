export { refundDocumentCommands } from './commands'
export type { RefundDocumentParts } from './parts'
