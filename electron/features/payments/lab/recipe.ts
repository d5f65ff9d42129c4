import type { LabRecipe } from '@shared/contract/payment-lab'
import type { CanonicalText } from '@shared/domain/signatures'

export type Fields = Readonly<Record<string, string>>

/** A foreign request taken apart. */
export interface ForeignRequest {
  fields: Record<string, string>
  signature: string
  /** Which digest its signature has the form of; empty: it cannot be told. */
  algorithm: string
}

/** Another way in which people put the same text together by mistake, and what the mistake is. */
export interface Variant {
  /** Key under `lab.variants`. */
  name: string
  /** What differs from the right way: kind under `lab.differences`, and the field if it is one. */
  kind: string
  field: string
  canonical: CanonicalText
  /** Where the mistake is about the key or the digest. */
  key?: string
  algorithm?: string
}

/** One call or message whose signature can be explained: everything that is special about a scheme. */
export interface Recipe {
  about: LabRecipe
  build(fields: Fields): CanonicalText
  /** With a key that both sides know. */
  digest?: (canonical: CanonicalText, key: string, algorithm: string) => string
  /** Undefined where it has not the form of such a request. */
  read(foreign: string): ForeignRequest | undefined
  variants(fields: Fields, key: string, algorithm: string): Variant[]
}
