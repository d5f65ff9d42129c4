import { Fault } from '../errors/fault'
import { asDiskFault, systemCode } from '../vault/durable-file'

/**
 * A failure while writing into the folder that somebody chose, as the fault that says what to do.
 * @param path what was being written; only its last name is told
 */
export function asWriteFault(cause: unknown, path: string): unknown {
  switch (systemCode(cause)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Fault('backup.folderMissing', { cause, retry: 'safe' })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Fault('backup.folderNotWritable', { cause, retry: 'safe' })
    default:
      return asDiskFault(cause, path)
  }
}

/** A failure while reading a backup: what decompression or the archive's form refuses is damage. */
export function asReadFault(cause: unknown): unknown {
  if (systemCode(cause)?.startsWith('Z_')) return new Fault('backup.damaged', { cause })
  return cause
}
