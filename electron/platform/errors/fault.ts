import type { ErrorEnvelope, FieldError, MessageParams, Retry, UpstreamAnswer } from '@shared/contract/error'

export interface FaultDetails {
  params?: MessageParams
  fields?: FieldError[]
  upstream?: UpstreamAnswer
  /** Default `no`. */
  retry?: Retry
  cause?: unknown
}

/**
 * A failure with a stable code, thrown inside the main process and turned into an {@link ErrorEnvelope} where it
 * crosses a boundary. `code` is dotted (`apps.appIdTaken`); its text stands under `errors.<code>` in both languages.
 */
export class Fault extends Error {
  readonly code: string
  readonly params: MessageParams
  readonly fields: FieldError[] | undefined
  readonly upstream: UpstreamAnswer | undefined
  readonly retry: Retry

  constructor(code: string, details: FaultDetails = {}) {
    super(code, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'Fault'
    this.code = code
    this.params = details.params ?? {}
    this.fields = details.fields
    this.upstream = details.upstream
    this.retry = details.retry ?? 'no'
  }

  toEnvelope(correlationId: string): ErrorEnvelope {
    return {
      code: this.code,
      messageKey: `errors.${this.code}`,
      params: this.params,
      ...(this.fields ? { fields: this.fields } : {}),
      ...(this.upstream ? { upstream: this.upstream } : {}),
      retry: this.retry,
      correlationId,
    }
  }

  /** Rebuilds a fault that crossed a thread or process boundary as an envelope. */
  static fromEnvelope(envelope: Omit<ErrorEnvelope, 'correlationId' | 'messageKey'>): Fault {
    return new Fault(envelope.code, {
      params: envelope.params,
      retry: envelope.retry,
      ...(envelope.fields ? { fields: envelope.fields } : {}),
      ...(envelope.upstream ? { upstream: envelope.upstream } : {}),
    })
  }
}
