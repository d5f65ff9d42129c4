/** One step that led to the text to sign, for the laboratory: which rule, about which field, with what effect. */
export interface SigningStep {
  /** Key of the rule's text under `lab.rules`. */
  rule: string
  field?: string
  /** What the step made of it; never a secret. */
  value?: string
}

/** A text to sign (待签名串) and how it came to be. A secret in it stands as {@link secretMark}. */
export interface CanonicalText {
  text: string
  steps: readonly SigningStep[]
}

/**
 * Stands in the canonical text where a provider wants the key inside (`…&key=`, `authentication_code=`). A character
 * of private use: no field of an order holds it.
 */
export const secretMark = '\ue0f0'

/** The text with the real key in place of its mark; for the digest only, never for a screen or a log. */
export function withSecret(canonical: CanonicalText, secret: string): string {
  return canonical.text.replaceAll(secretMark, () => secret)
}
