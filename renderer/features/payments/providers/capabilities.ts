import type { ProviderTraits } from '@shared/contract/payment-providers'

/** What the matrix compares, in the order of an order's life. Each has its text under `paymentScreens.capabilities`. */
export const capabilities = [
  'methods',
  'currencies',
  'amountUnit',
  'orderQuery',
  'close',
  'notification',
  'refund',
  'refundBy',
  'refundCurrency',
  'refundQuery',
  'refundList',
  'refundIdempotent',
  'maxRefunds',
  'refundDays',
  'keys',
  'described',
] as const
export type Capability = (typeof capabilities)[number]

/** Translates a key. */
type Say = (key: string, params?: Record<string, string | number>) => string
interface Words {
  method(id: string): string
}

/** One cell as a person reads it. `undefined` is "not known". */
export function capabilityText(traits: ProviderTraits, capability: Capability, t: Say, words: Words): string | undefined {
  const say = (name: 'yesNo' | Capability, value: string | boolean) => t(`paymentScreens.capabilityValues.${name}.${String(value)}`)
  const list = (values: readonly string[]) => (values.length === 0 ? '—' : values.join(t('paymentScreens.listSeparator')))
  switch (capability) {
    case 'methods':
      return list(traits.methods.map(({ id, certain }) => (certain ? words.method(id) : t('paymentScreens.capabilityValues.doubtful', { text: words.method(id) }))))
    case 'currencies':
      return traits.currencies.length === 0 ? t('paymentScreens.capabilityValues.anyCurrency') : traits.currencies.join(' ')
    case 'orderQuery':
    case 'refundBy':
      return list(traits[capability].map((kind) => t(`paymentScreens.numberKinds.${kind}`)))
    case 'close':
      return traits.close && traits.closeAfterMinutes > 0
        ? t('paymentScreens.capabilityValues.closeAfter', { minutes: traits.closeAfterMinutes })
        : say('yesNo', traits.close)
    case 'refundList':
    case 'refundIdempotent':
    case 'described':
      return say('yesNo', traits[capability])
    case 'maxRefunds':
    case 'refundDays':
      return traits[capability]?.toString()
    case 'keys':
      return list(traits.keys.map((kind) => t(`paymentScreens.keys.kinds.${kind}`)))
    default:
      return say(capability, traits[capability])
  }
}

/** How many statements about a kind nobody has verified: they stand below the matrix with source and day. */
export function doubtsOf({ facts, methods }: ProviderTraits): number {
  return facts.filter(({ certain }) => !certain).length + methods.filter(({ certain }) => !certain).length
}
