/**
 * Digests of what identifies a person. Those of the platform (md5, `cert_hash`) can be reversed by trying every number,
 * so they live in memory or sealed; what is kept is HMAC-SHA-256 under a key that the vault derives for this alone.
 * Sources: geocoding-and-face §8.3, §8.5, §10.2, §11.
 */
import { createHash, createHmac } from 'node:crypto'
import { normalName, normalNumber } from '@shared/domain/identity'
import type { Vault } from '../../platform/vault'

const md5 = (text: string) => createHash('md5').update(text, 'utf8').digest('hex')
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')

export interface PersonDigests {
  /** Of the number with an upper-case X. */
  numberMd5: string
  /** Only of a number that ends in X: what the usual mistake gives. */
  numberMd5SmallX?: string
  nameMd5: string
  certHash: string
}

/** `cert_hash` of a mainland identity card: SHA-256 over three fields in fixed order, each value in standard Base64. */
export function certHash(name: string, number: string): string {
  const joined = `cert_type=${base64('IDENTITY_CARD')}&cert_name=${base64(normalName(name))}&cert_no=${base64(normalNumber(number))}`
  return createHash('sha256').update(joined, 'utf8').digest('hex')
}

export function personDigests(name: string, number: string): PersonDigests {
  const normal = normalNumber(number)
  return {
    numberMd5: md5(normal),
    ...(normal.endsWith('X') ? { numberMd5SmallX: md5(normal.toLowerCase()) } : {}),
    nameMd5: md5(normalName(name)),
    certHash: certHash(name, normal),
  }
}

export interface KeyedDigests {
  number(number: string): string
  /** Of a credential (`verify_id`, `user_id_key`). */
  credential(face: 'v1' | 'v2', credential: string): string
  /** Of anything by which an answer can be recognised. */
  answer(text: string): string
}

/** Digests under this workspace's own key. They throw Fault `vault.locked` while it is not known. */
export function keyedDigests(vault: Pick<Vault, 'deriveKey'>): KeyedDigests {
  const keyed = (kind: string, text: string) => {
    const key = vault.deriveKey('identity.digest')
    try {
      return createHmac('sha256', key).update(`${kind}\n${text}`, 'utf8').digest('base64url')
    } finally {
      key.fill(0)
    }
  }
  return {
    number: (number) => keyed('number', normalNumber(number)),
    credential: (face, credential) => keyed(`credential.${face}`, credential),
    answer: (text) => keyed('answer', text),
  }
}
