import { useErrorText } from '@renderer/ui/state/useErrorText'
import type { Tone } from '@renderer/ui/text/tone'
import type { Call } from '@shared/contract/calls'
import { useI18n } from 'vue-i18n'
import { openParams } from './open-params'

/** What an attempt came to (`CallOutcome` of the outbound client). */
export const outcomes = ['done', 'refused', 'failed', 'unknown'] as const
export type Outcome = (typeof outcomes)[number]

const tones: Record<Outcome, Tone> = { done: 'done', refused: 'failed', failed: 'failed', unknown: 'attention' }

const isOutcome = (text: string): text is Outcome => outcomes.some((outcome) => outcome === text)

export interface CallWords {
  system(call: Pick<Call, 'system'>): string
  outcome(call: Pick<Call, 'outcome'>): string
  tone(call: Pick<Call, 'outcome'>): Tone
  /** What the outcome means for the person; empty where all is well. */
  meaning(call: Pick<Call, 'outcome' | 'upstreamCode' | 'system'>): string
  /** Why the attempt failed; empty where it did not end with a fault of its own. */
  fault(call: Call): string
  duration(call: Pick<Call, 'durationMs'>): string
}

/** A call's facts in the person's language. */
export function useCallWords(): CallWords {
  const { t, te, locale } = useI18n()
  const errors = useErrorText()
  const system: CallWords['system'] = (call) =>
    te(`calls.systems.${call.system}`) ? t(`calls.systems.${call.system}`) : call.system
  return {
    system,
    outcome: ({ outcome }) => (isOutcome(outcome) ? t(`calls.outcomes.${outcome}`) : outcome),
    tone: ({ outcome }) => (isOutcome(outcome) ? tones[outcome] : 'neutral'),
    meaning: (call) =>
      isOutcome(call.outcome) && call.outcome !== 'done'
        ? t(`calls.meanings.${call.outcome}`, { system: system(call), code: call.upstreamCode ?? '—' })
        : '',
    fault: (call) =>
      call.fault === undefined
        ? ''
        : errors.message({
            code: call.fault,
            messageKey: `errors.${call.fault}`,
            params: openParams({
              host: system(call),
              seconds: Math.max(1, Math.round(call.durationMs / 1000)),
              ...(call.status === undefined ? {} : { status: call.status }),
            }),
            retry: 'no',
            correlationId: call.correlationId,
          }),
    duration: ({ durationMs }) => `${durationMs.toLocaleString(locale.value)} ms`,
  }
}
