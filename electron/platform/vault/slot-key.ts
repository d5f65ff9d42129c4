import { randomBytes, randomUUID } from 'node:crypto'
import { canonicalJson } from '../audit/canonical-json'
import { openBox, sealBox, subkey } from './cipher'
import { documentVersion, type Slot } from './document'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** A slot before the data key is wrapped into it. */
export type SlotDraft = DistributiveOmit<Slot, 'wrapped'>

/** What a slot is bound to besides itself. */
export interface SlotPlace {
  workspaceId: string
  keyId: string
}

/** The members that every new slot has. */
export function draftBase(createdAt: string): { id: string; createdAt: string; salt: string } {
  return { id: randomUUID(), createdAt, salt: randomBytes(16).toString('base64url') }
}

/**
 * Wraps the data key under `secret` (what the slot's kind yields: scrypt output, key file bytes, recovery key bytes,
 * the platform-sealed bytes). Workspace, key id and every setting of the slot are bound in, so that a slot pasted into
 * another vault or given other settings does not open. Wipes `secret`.
 */
export function wrapDataKey(draft: SlotDraft, place: SlotPlace, secret: Uint8Array, dataKey: Uint8Array): Slot {
  const key = slotKey(draft, secret)
  secret.fill(0)
  const wrapped = sealBox(key, dataKey, slotAad(draft, place))
  key.fill(0)
  return { ...draft, wrapped }
}

/** The data key, or `undefined` where `secret` is not this slot's or the slot is not of this place. */
export function unwrapDataKey(slot: Slot, place: SlotPlace, secret: Uint8Array): Buffer | undefined {
  const key = slotKey(slot, secret)
  const dataKey = openBox(key, slot.wrapped, slotAad(slot, place))
  key.fill(0)
  return dataKey
}

function slotKey(slot: SlotDraft, secret: Uint8Array): Buffer {
  return subkey(secret, `minidesk.vault.slot.${slot.kind}`, Buffer.from(slot.salt, 'base64url'))
}

function slotAad(slot: SlotDraft, place: SlotPlace): string {
  // `lastUsedAt` changes with each use and `wrapped` is the result; all else is bound.
  const bound = { ...slot, lastUsedAt: undefined, wrapped: undefined }
  return canonicalJson({
    format: 'minidesk.vault.slot',
    version: documentVersion,
    workspaceId: place.workspaceId,
    keyId: place.keyId,
    slot: bound,
  })
}
