import type { ErrorEnvelope } from '@shared/contract/error'

/** What a form says when the record of its address is not there. */
export const missing = (code: 'campaigns.notFound' | 'campaigns.channelNotFound' | 'campaigns.tagNotFound'): ErrorEnvelope => ({
  code,
  messageKey: `errors.${code}`,
  params: {},
  retry: 'no',
  correlationId: '—',
})
