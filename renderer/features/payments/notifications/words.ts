import type { Tone } from '@renderer/ui/text/tone'
import type { Notification } from '@shared/contract/payment-notifications'
import { useI18n } from 'vue-i18n'

export const notificationStates = ['applied', 'waiting', 'flagged', 'refused', 'repeated', 'ignored', 'stored'] as const

export const notificationTones: Readonly<Record<Notification['state'], Tone>> = {
  applied: 'done',
  repeated: 'neutral',
  waiting: 'info',
  flagged: 'attention',
  refused: 'failed',
  ignored: 'neutral',
  stored: 'info',
}

/** Why a notification is in its state; a reason of a provider without text of its own is shown by its code. */
export function useReasonText() {
  const { t, te } = useI18n()
  return ({ reason }: Pick<Notification, 'reason'>): string => {
    if (!reason) return ''
    for (const key of [`payments.notificationReasons.${reason.code}`, `payments.flags.${reason.code}`, `errors.${reason.code}`])
      if (te(key)) return t(key, reason.params)
    return t('paymentInbox.otherReason', { code: reason.code })
  }
}
