import type { Job } from '@shared/contract/jobs'
import { useI18n } from 'vue-i18n'

/** A job as people speak of it: what it does, and to what (the kind, then its own title). */
export function useJobTitle(): (job: Job) => string {
  const { t, te } = useI18n()
  return (job) => {
    const key = `jobs.kinds.${job.kind}`
    return te(key) ? `${t(key)} · ${job.title}` : job.title
  }
}
