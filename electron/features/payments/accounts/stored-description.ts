import { ProviderDescription } from '@shared/contract/payment-providers'

export type OpenDescription = ProviderDescription | undefined

const storedVersion = 1

/** JSON of a description as it is stored; `undefined` where none is, or where a later version wrote another form. */
export function parseDescription(json: string | null): OpenDescription {
  if (json === null) return undefined
  const stored: unknown = JSON.parse(json)
  const description: unknown = typeof stored === 'object' && stored !== null ? Reflect.get(stored, 'description') : undefined
  return ProviderDescription.safeParse(description).data
}

export function descriptionText(description: ProviderDescription): string {
  return JSON.stringify({ v: storedVersion, description })
}
