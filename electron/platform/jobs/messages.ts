import type { PlainFault } from '../errors/plain-fault'
import type { JobProgress } from './define-job'

export interface JobStart {
  type: 'start'
  jobId: string
  kind: string
  input: unknown
  locale: 'zh-CN' | 'en'
}

export type ToJob =
  | JobStart
  | { type: 'stop'; cancel: boolean }
  | { type: 'hostReply'; id: number; ok: true; value: unknown }
  | { type: 'hostReply'; id: number; ok: false; fault: PlainFault }

export type FromJob =
  | { type: 'hostCall'; id: number; method: string; args: unknown[] }
  | { type: 'progress'; update: JobProgress }
  /** `stopped`: left off before its end, because it was asked to. */
  | { type: 'ended'; ok: true; stopped: boolean }
  | { type: 'ended'; ok: false; fault: PlainFault }
