/** Who does something, and under which number the log finds it. */
export interface Doer {
  operatorName: string
  correlationId: string
  /** The number of the request, where several are made under one correlation id. */
  requestId?: string
  signal: AbortSignal
}
