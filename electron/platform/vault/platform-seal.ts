/**
 * The system's own key store, given by the desktop shell over Electron's `safeStorage`. Only `isTrustedBackend` decides
 * whether it is used: "available" is no measure of strength (architecture-anchors §4.1).
 */
export interface PlatformSeal {
  /** The backend's name: `keychain`, `dpapi`, or on Linux the answer of `getSelectedStorageBackend()`. */
  name(): string
  available(): boolean | Promise<boolean>
  seal(bytes: Uint8Array): Promise<Uint8Array>
  /** Rejects when the store cannot open it, for example after a keyring change. */
  unseal(sealed: Uint8Array): Promise<Uint8Array>
}

const linuxBackends = new Set(['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6'])

/** Linux's `basic_text` wraps with a published constant and `unknown` says nothing: neither protects anything. */
export function isTrustedBackend(name: string, system: NodeJS.Platform = process.platform): boolean {
  if (system === 'linux') return linuxBackends.has(name)
  return name !== '' && name !== 'basic_text' && name !== 'unknown'
}
