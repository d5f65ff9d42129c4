import type { HandlersOf } from '@shared/contract'
import type { VaultSlot } from '@shared/contract/vault'
import type { CallContext } from '../../bridge/context'
import { Fault } from '../../platform/errors/fault'
import type { PlatformSeal, Vault } from '../../platform/vault'

/** The ways in which a workspace's credentials are opened. */
export function vaultCommands(
  vault: Vault,
  means: { seal: PlatformSeal | undefined; keyFilePath: string },
): HandlersOf<'vault', CallContext> {
  const slots = (): VaultSlot[] => vault.slots()
  return {
    slots: () => Promise.resolve(slots()),
    addPassphrase: async (input) => {
      await vault.addSlot({ kind: 'passphrase', passphrase: input.passphrase })
      return slots()
    },
    addAutomatic: async (input) => {
      if (input.kind === 'keyFile') await vault.addSlot({ kind: 'keyFile', path: means.keyFilePath })
      else if (means.seal) await vault.addSlot({ kind: 'platform', platform: means.seal })
      else throw new Fault('vault.platformMissing')
      return slots()
    },
    removeSlot: async (input) => {
      await vault.removeSlot(input.id)
      return slots()
    },
    replaceRecoveryKey: async () => ({ recoveryKey: await vault.replaceRecoveryKey() }),
  }
}
