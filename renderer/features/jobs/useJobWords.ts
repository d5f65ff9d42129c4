import type { Job } from '@shared/contract/jobs'
import { useI18n } from 'vue-i18n'
import { percentOf } from './job-rules'

export interface JobWords {
  kind(job: Pick<Job, 'kind'>): string
  state(job: Pick<Job, 'state'>): string
  /** What it is at, as a sentence; empty where it says nothing. */
  note(job: Pick<Job, 'note'>): string
  /** "380 / 500", "380" without a total, empty for a job that counts nothing. */
  counts(job: Pick<Job, 'doneItems' | 'failedItems' | 'totalItems'>): string
  progress(job: Pick<Job, 'state' | 'doneItems' | 'failedItems' | 'totalItems'>): string
}

/** A job's facts in the person's language. */
export function useJobWords(): JobWords {
  const { t, te, locale } = useI18n()
  const number = (value: number) => value.toLocaleString(locale.value)
  const counts: JobWords['counts'] = ({ doneItems, failedItems, totalItems }) => {
    const settled = doneItems + failedItems
    if (totalItems !== undefined && totalItems > 0) return `${number(settled)} / ${number(totalItems)}`
    return settled > 0 ? number(settled) : ''
  }
  return {
    kind: ({ kind }) => (te(`jobs.kinds.${kind}`) ? t(`jobs.kinds.${kind}`) : t('jobs.unknownKind')),
    state: ({ state }) => t(`jobs.states.${state}`),
    note: ({ note }) => (note !== undefined && te(`jobs.notes.${note}`) ? t(`jobs.notes.${note}`) : ''),
    counts,
    progress(job) {
      const percent = percentOf(job)
      const text = counts(job)
      if (percent === undefined) return text
      return text === '' ? `${percent}%` : `${percent}% · ${text}`
    },
  }
}
