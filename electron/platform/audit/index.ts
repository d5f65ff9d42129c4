export { appendAudit, type AuditEntry, type AuditHead, auditHead, type NewAuditEntry } from './append'
export { canonicalJson } from './canonical-json'
export { auditSchema } from './repository'
export { type AuditDamage, type AuditVerdict, verifyAudit, type VerifyOptions } from './verify'
