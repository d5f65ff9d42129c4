import { join, resolve } from 'node:path'
import { canonicalJson } from '../audit/canonical-json'
import type { Clock } from '../clock/clock'
import { Fault } from '../errors/fault'
import { Attempts } from './attempts'
import { openBox, purposeKey, sealBox, subkey } from './cipher'
import {
  documentText,
  isAuthentic,
  readDocument,
  signDocument,
  type Slot,
  type SlotKind,
  type UnsignedDocument,
  type VaultDocument,
} from './document'
import { inTurn, writeDurably } from './durable-file'
import { prepareSlot, type SlotRequest } from './new-slot'
import { wrapDataKey } from './slot-key'
import {
  type AutomaticMeans,
  openAutomatically,
  type Opened,
  openWithPassphrase,
  openWithRecoveryKey,
  type SlotProblem,
} from './unlock'

export const vaultFileName = 'vault.json'
export const maxSlots = 16
const sealVersion = 'v1'

/** What a screen may know of a slot; never key material. */
export interface SlotInfo {
  id: string
  kind: SlotKind
  backend?: string
  createdAt: string
  lastUsedAt?: string
}

export type VaultState =
  | { state: 'unlocked' }
  /** `problems`: why the automatic ways, if tried, did not open it. */
  | { state: 'locked'; problems: SlotProblem[] }

/** Wrong passphrases are counted per file, however often it is opened. */
const attemptsOf = new Map<string, Attempts>()

/** The sealed credentials' key of one workspace. Made by `createVault` and `openVault` only. */
export class Vault {
  readonly #dir: string
  readonly #path: string
  readonly #clock: Clock
  readonly #attempts: Attempts
  #document: VaultDocument
  #dataKey: Buffer | undefined
  #sealKey: Buffer | undefined
  #problems: SlotProblem[] = []

  constructor(dir: string, document: VaultDocument, clock: Clock) {
    this.#dir = resolve(dir)
    this.#path = join(this.#dir, vaultFileName)
    this.#clock = clock
    this.#document = document
    this.#attempts = attemptsOf.get(this.#path) ?? new Attempts()
    attemptsOf.set(this.#path, this.#attempts)
  }

  get workspaceId(): string {
    return this.#document.workspaceId
  }

  /** Names the data key; stands in every sealed text. Not secret. */
  get keyId(): string {
    return this.#document.keyId
  }

  state(): VaultState {
    return this.#dataKey ? { state: 'unlocked' } : { state: 'locked', problems: [...this.#problems] }
  }

  slots(): SlotInfo[] {
    return this.#document.slots.map(infoOf)
  }

  /**
   * Tries the system's key store, then the key file. Stays locked, with the reasons, where neither opens it.
   * @throws Fault `vault.changedOutside`, `vault.damaged`, `vault.missing`
   */
  unlockAutomatically(means: AutomaticMeans): Promise<VaultState> {
    return inTurn(this.#path, async () => {
      if (this.#dataKey) return this.state()
      const document = await this.#reread()
      const { opened, problems } = await openAutomatically(document, means)
      this.#problems = problems
      if (opened) await this.#accept(document, opened)
      return this.state()
    })
  }

  /**
   * @throws Fault `vault.wrongPassphrase` (params: `attempts`, `seconds` until the next may be tried),
   *   `vault.waitBeforeRetry` (`seconds`), `vault.noPassphrase`, `vault.changedOutside`
   */
  unlockWithPassphrase(passphrase: string): Promise<VaultState> {
    return inTurn(this.#path, async () => {
      this.#attempts.assertMayTry(this.#clock)
      const document = await this.#reread()
      const opened = await openWithPassphrase(document, passphrase)
      if (!opened) throw this.#attempts.failed(this.#clock)
      await this.#accept(document, opened)
      this.#attempts.succeeded()
      return this.state()
    })
  }

  /** @throws Fault `vault.recoveryKeySlip`, `vault.wrongRecoveryKey`, `vault.noRecoveryKey`, `vault.changedOutside` */
  unlockWithRecoveryKey(typed: string): Promise<VaultState> {
    return inTurn(this.#path, async () => {
      const document = await this.#reread()
      await this.#accept(document, openWithRecoveryKey(document, typed))
      return this.state()
    })
  }

  /** Unlocks with a data key that a backup's own slots gave; the bytes are copied. @throws Fault `vault.otherKey` */
  unlockWithDataKey(dataKey: Uint8Array): Promise<VaultState> {
    return inTurn(this.#path, async () => {
      const document = await this.#reread()
      if (!isAuthentic(document, dataKey)) throw new Fault('vault.otherKey')
      this.#document = document
      this.useKey(Buffer.from(dataKey))
      return this.state()
    })
  }

  /**
   * Adds a way to open the vault; a recovery key is answered once.
   * @throws Fault `vault.locked`, `vault.tooManySlots`, `vault.recoveryKeyExists` (use `replaceRecoveryKey`), and those
   *   of a new slot: `vault.passphraseTooWeak`, `vault.backendRefused`, `vault.platformFailed`, `vault.keyFile…`
   */
  async addSlot(request: SlotRequest): Promise<{ slot: SlotInfo; recoveryKey: string | undefined }> {
    const { slot, recoveryKey } = await this.#insert(request, (slots) => {
      if (request.kind === 'recovery' && slots.some(({ kind }) => kind === 'recovery'))
        throw new Fault('vault.recoveryKeyExists')
      return slots
    })
    return { slot: infoOf(slot), recoveryKey }
  }

  /**
   * Removes a way to open the vault. Copies of the file from before, such as in backups, still open with it.
   * @throws Fault `vault.locked`, `vault.slotUnknown`, `vault.lastSlot`
   */
  async removeSlot(id: string): Promise<void> {
    await this.#change((document) => {
      const slots = document.slots.filter((slot) => slot.id !== id)
      if (slots.length === document.slots.length) throw new Fault('vault.slotUnknown')
      if (slots.length === 0) throw new Fault('vault.lastSlot')
      return { ...document, slots }
    })
  }

  /** Makes a new recovery key, answered once, in place of the printed one. @throws Fault `vault.locked` */
  async replaceRecoveryKey(): Promise<string> {
    const { recoveryKey } = await this.#insert({ kind: 'recovery' }, (slots) =>
      slots.filter(({ kind }) => kind !== 'recovery'),
    )
    if (recoveryKey === undefined) throw new Error('a recovery slot has a text')
    return recoveryKey
  }

  /** Wipes the keys from memory. Keys from `deriveKey` belong to their holders. */
  lock(): void {
    this.#dataKey?.fill(0)
    this.#sealKey?.fill(0)
    this.#dataKey = undefined
    this.#sealKey = undefined
  }

  /**
   * Seals a secret for one place: `v1.<keyId>.<iv>.<ct>.<tag>` (architecture-anchors §7.8). It opens for the same
   * purpose only, so a sealed text copied to another row is useless.
   * @param purpose where it belongs, e.g. `apps.secret:<id>`
   * @throws Fault `vault.locked`
   */
  seal(purpose: string, plain: Uint8Array | string): string {
    const { sealKey } = this.#keys()
    const bytes = typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain
    const { iv, ct, tag } = sealBox(sealKey, bytes, this.#sealAad(purpose))
    return [sealVersion, this.keyId, iv, ct, tag].join('.')
  }

  /**
   * Opens what {@link seal} gave for the same purpose.
   * @throws Fault `vault.locked`; `vault.otherKey` where another vault sealed it; `vault.cannotOpen` where it was
   *   changed, cut or moved here from another place
   */
  open(purpose: string, sealed: string): Buffer {
    const { sealKey } = this.#keys()
    const [version, keyId, iv, ct, tag, ...rest] = sealed.split('.')
    if (version !== sealVersion || iv === undefined || ct === undefined || tag === undefined || rest.length > 0)
      throw new Fault('vault.cannotOpen')
    if (keyId !== this.keyId) throw new Fault('vault.otherKey')
    const plain = openBox(sealKey, { iv, ct, tag }, this.#sealAad(purpose))
    if (!plain) throw new Fault('vault.cannotOpen')
    return plain
  }

  /** 32 bytes for another part (`audit`, `backup`), always the same for one purpose. @throws Fault `vault.locked` */
  deriveKey(purpose: string): Buffer {
    return purposeKey(this.#keys().dataKey, purpose)
  }

  /**
   * The document with only the slots that open it on another computer (passphrase, recovery key).
   * @throws Fault `vault.locked`, `vault.noPortableSlot`
   */
  portableDocument(): VaultDocument {
    const { dataKey } = this.#keys()
    const slots = this.#document.slots.filter(({ kind }) => kind === 'passphrase' || kind === 'recovery')
    if (slots.length === 0) throw new Fault('vault.noPortableSlot')
    return signDocument({ ...this.#document, slots }, dataKey)
  }

  /** Takes over a data key; called by this folder alone. */
  useKey(dataKey: Buffer): void {
    this.lock()
    this.#dataKey = dataKey
    this.#sealKey = subkey(dataKey, 'minidesk.vault.seal')
    this.#problems = []
  }

  #keys(): { dataKey: Buffer; sealKey: Buffer } {
    if (!this.#dataKey || !this.#sealKey) throw new Fault('vault.locked')
    return { dataKey: this.#dataKey, sealKey: this.#sealKey }
  }

  #sealAad(purpose: string): string {
    if (purpose === '') throw new RangeError('a sealed text needs a purpose')
    return canonicalJson(['minidesk.vault.seal', sealVersion, this.keyId, purpose])
  }

  async #reread(): Promise<VaultDocument> {
    const document = await readDocument(this.#path)
    // Another vault under the same name would silently make every sealed credential unreadable.
    if (document.keyId !== this.keyId || document.workspaceId !== this.workspaceId)
      throw new Fault('vault.changedOutside')
    return document
  }

  async #accept(document: VaultDocument, opened: Opened): Promise<void> {
    if (!isAuthentic(document, opened.dataKey)) {
      opened.dataKey.fill(0)
      throw new Fault('vault.changedOutside')
    }
    this.#document = document
    this.useKey(opened.dataKey)
    const lastUsedAt = this.#clock.instant()
    const slots = document.slots.map((slot) => (slot.id === opened.slotId ? { ...slot, lastUsedAt } : slot))
    const used = signDocument({ ...document, slots }, opened.dataKey)
    try {
      await writeDurably(this.#path, documentText(used))
      this.#document = used
    } catch {
      // A full or read-only disk must not keep anybody out; only the time of last use is lost.
    }
  }

  async #insert(
    request: SlotRequest,
    keep: (slots: Slot[]) => Slot[],
  ): Promise<{ slot: Slot; recoveryKey: string | undefined }> {
    this.#keys()
    const { draft, secret, recoveryKey } = await prepareSlot(request, this.#dir, this.#clock.instant())
    const document = await this.#change((current, dataKey) => {
      const kept = keep(current.slots)
      if (kept.length >= maxSlots) throw new Fault('vault.tooManySlots', { params: { max: maxSlots } })
      return { ...current, slots: [...kept, wrapDataKey(draft, current, secret, dataKey)] }
    })
    const slot = document.slots.at(-1)
    if (!slot) throw new Error('the new slot is last')
    return { slot, recoveryKey }
  }

  /** One change of the file at a time, each from what stands on the disk. */
  #change(edit: (document: VaultDocument, dataKey: Buffer) => UnsignedDocument): Promise<VaultDocument> {
    return inTurn(this.#path, async () => {
      const document = await this.#reread()
      // No await from here to the signature: `lock()` in between would sign with a wiped key.
      const { dataKey } = this.#keys()
      if (!isAuthentic(document, dataKey)) throw new Fault('vault.changedOutside')
      const next = signDocument(edit(document, dataKey), dataKey)
      await writeDurably(this.#path, documentText(next))
      this.#document = next
      return next
    })
  }
}

function infoOf(slot: Slot): SlotInfo {
  return {
    id: slot.id,
    kind: slot.kind,
    ...(slot.kind === 'platform' ? { backend: slot.backend } : {}),
    createdAt: slot.createdAt,
    ...(slot.lastUsedAt === undefined ? {} : { lastUsedAt: slot.lastUsedAt }),
  }
}
