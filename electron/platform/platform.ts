import type { Clock } from './clock/clock'
import type { ProxySetting } from './http'
import type { ReceiverStand } from './receiver'
import type { PlatformSeal } from './vault'

/** What a shell gives the application: where things lie and what this machine can do. A shell holds no rule. */
export interface Platform {
  shell: 'desktop' | 'loopback' | 'cli'
  version: string
  contractHash: string
  /** Everything that is kept stands under this folder. */
  dataDir: string
  clock: Clock
  /** Built worker files. */
  workers: { store: string; job: string; image: string; settlement: string; reconciliation: string }
  /** Folder of what comes with the program: fonts. */
  resourcesDir: string
  /** The system's key store, where the shell has one. */
  seal?: PlatformSeal | undefined
  /** How the system says that calls leave the building. */
  systemProxy: () => ProxySetting
  /** Tells the person that something waits, where the shell can. */
  notify?: ((title: string, body: string) => void) | undefined
  /** Where notifications come in, where this shell was told to listen for them. */
  receiver?: ReceiverStand | undefined
  /** Milliseconds for which waits are drawn; tests make it 0. */
  random: () => number
}
