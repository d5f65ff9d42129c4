export { MAX_FILE_NAME_BYTES, safeFileName } from './safe-file-name'
export { uniqueNames } from './unique-names'
