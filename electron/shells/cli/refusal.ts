import type { ErrorEnvelope } from '@shared/contract/error'

/** The application refused. Its envelope is printed as it is: the correlation id in it leads to the log. */
export class Refusal extends Error {
  readonly envelope: ErrorEnvelope

  constructor(envelope: ErrorEnvelope) {
    super(envelope.code)
    this.name = 'Refusal'
    this.envelope = envelope
  }
}
