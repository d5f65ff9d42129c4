import type { AccountField } from '@shared/contract/payment-providers'
import type { Redemption, OrderScene, OrderSource } from '@shared/contract/payment-values'
import type { OrderState } from '@shared/domain/payments'
import { useI18n } from 'vue-i18n'

export interface PaymentWords {
  kind(id: string): string
  method(id: string): string
  state(state: OrderState): string
  flag(flag: string): string
  scene(scene: OrderScene): string
  redemption(redemption: Redemption): string
  source(source: OrderSource): string
  /** A field of an account: 商户号, APIv3 密钥. */
  field(name: string): string
  /** Where a field of an account is found; empty where there is nothing to say. */
  fieldHelp(name: string): string
  /** One of the values a field offers. */
  choice(field: Pick<AccountField, 'name'>, value: string): string
  /** What a method asks for besides amount and text. */
  asked(name: string): string
  /** What a test of an account found: a code, or the provider's own words. */
  tested(detail: string): string
  fact(key: string): string
}

/**
 * Words of payments by their ids. Kinds, methods, fields and facts come from the registry, which grows: what has no
 * text yet is shown as it is, never as an empty cell.
 */
export function usePaymentWords(): PaymentWords {
  const { t, te } = useI18n()
  const known = (key: string, otherwise: string) => (te(key) ? t(key) : otherwise)
  return {
    kind: (id) => known(`payments.kinds.${id}`, id),
    method: (id) => known(`payments.methods.${id}`, id),
    state: (state) => t(`paymentScreens.states.${state}`),
    flag: (flag) => known(`payments.flags.${flag}`, flag),
    scene: (scene) => t(`paymentScreens.scenes.${scene}`),
    redemption: (redemption) => t(`paymentScreens.redemptions.${redemption}`),
    source: (source) => t(`paymentScreens.sources.${source}`),
    field: (name) => known(`payments.fields.${name}`, name),
    fieldHelp: (name) => known(`payments.fieldHelp.${name}`, ''),
    choice: ({ name }, value) => (value === '' ? known(`payments.choices.${name}.none`, '—') : known(`payments.choices.${name}.${value}`, value)),
    asked: (name) => known(`payments.asked.${name}`, name),
    tested: (detail) => known(`payments.testDetails.${detail}`, detail),
    fact: (key) => known(`payments.facts.${key}`, key),
  }
}
