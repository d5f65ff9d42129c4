import { exponentOf, toMajor } from '@shared/domain/money'
import { computed, type ComputedRef, onScopeDispose, ref, type Ref, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useMoneyText } from '@renderer/ui/text/useMoneyText'
import { amountExample } from '../../parts/amount-text'
import { bytesOf, typedRefund } from './amount'
import type { RefundGround } from './useRefundGround'

/** Long enough not to ask while somebody types, short enough to be there when they look up. */
const typingMs = 350

export interface RefundForm {
  part: Ref<'full' | 'part'>
  typed: Ref<string>
  reason: Ref<string>
  note: Ref<string>
  acknowledged: Ref<readonly string[]>
  /** Minor units in the refund currency; undefined while it is no amount. */
  minor: ComputedRef<number | undefined>
  amountError: ComputedRef<string>
  reasonError: ComputedRef<string>
  reasonBytes: ComputedRef<number>
  /** Why it cannot be asked for yet; empty: it can. */
  blocked: ComputedRef<string>
  /** An example in the currency's own decimals. */
  example: ComputedRef<string>
  /** Mistakes of empty fields show from now on. */
  showMissing(): void
  start(): void
}

/** What a person fills in for a refund, and what still stands in the way. */
export function useRefundForm(ground: RefundGround): RefundForm {
  const { t } = useI18n()
  const moneyText = useMoneyText()
  const part = ref<'full' | 'part'>('full')
  const typed = ref('')
  const reason = ref('')
  const note = ref('')
  const acknowledged = ref<readonly string[]>([])
  const pressed = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  const facts = computed(() => ground.facts.value)
  const currency = computed(() => facts.value?.refundCurrency ?? 'CNY')
  const most = computed(() => facts.value?.refundable?.minor)
  const amount = computed(() => typedRefund(typed.value, currency.value, most.value))
  const minor = computed(() => {
    if (part.value === 'full') return most.value === undefined || most.value <= 0 ? undefined : most.value
    return 'minor' in amount.value ? amount.value.minor : undefined
  })
  const amountError = computed(() => {
    if (part.value === 'full' || 'minor' in amount.value) return ''
    const { problem } = amount.value
    if (problem === 'empty' && !pressed.value) return ''
    return t(`refundScreens.amount.problems.${problem}`, {
      currency: currency.value,
      decimals: exponentOf(currency.value),
      most: most.value === undefined ? '' : moneyText({ minor: most.value, currency: currency.value }),
    })
  })
  const reasonBytes = computed(() => bytesOf(reason.value))
  const reasonError = computed(() => {
    const rule = facts.value?.reason
    if (!rule) return ''
    if (rule.required && reason.value.trim() === '') return pressed.value ? t('errors.fields.required') : ''
    return reasonBytes.value > rule.maxBytes ? t('refundScreens.reason.tooLong', { bytes: reasonBytes.value, max: rule.maxBytes }) : ''
  })
  const unread = computed(() =>
    (facts.value?.warnings ?? []).filter(({ code, severity }) => severity === 'warning' && !acknowledged.value.includes(code)),
  )
  const blocked = computed(() => {
    if (!facts.value) return t('refundScreens.form.waiting')
    if (ground.reading.value) return t('refundScreens.upstream.reading')
    if (facts.value.warnings.some(({ severity }) => severity === 'stop')) return t('refundScreens.warnings.stopped')
    if (unread.value.length > 0) return t('refundScreens.warnings.unread', { count: unread.value.length })
    return ''
  })
  const example = computed(() => amountExample(currency.value))

  // Some warnings, and whether a second person is needed, hang on the amount.
  watch(minor, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => void ground.refresh(now), typingMs)
  })
  onScopeDispose(() => clearTimeout(timer))

  /** A new order, or the refund that is changed. */
  function start() {
    pressed.value = false
    acknowledged.value = []
    const changed = ground.changing.value
    part.value = changed ? 'part' : 'full'
    typed.value = changed ? toMajor(changed.amount.minor, changed.amount.currency) : ''
    reason.value = changed?.reason ?? ''
    note.value = changed?.note ?? ''
  }
  return {
    part,
    typed,
    reason,
    note,
    acknowledged,
    minor,
    amountError,
    reasonError,
    reasonBytes,
    blocked,
    example,
    showMissing: () => (pressed.value = true),
    start,
  }
}
