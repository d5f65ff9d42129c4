// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { type Job, JobState } from '@shared/contract/jobs'
import en from '@shared/texts/en'
import zh from '@shared/texts/zh-CN'
import { createI18n } from 'vue-i18n'
import { describe, expect, it } from 'vitest'
import { defineComponent, h } from 'vue'
import { actionsOf, jobTones, percentOf, placeOf, withChange } from './job-rules'
import { type JobWords, useJobWords } from './useJobWords'

const job: Job = {
  id: '0190aaaa-0000-7000-8000-000000000001',
  kind: 'links.batch.run',
  state: 'running',
  subjectId: '0190aaaa-0000-7000-8000-00000000000b',
  title: '双十一.xlsx',
  doneItems: 370,
  failedItems: 10,
  totalItems: 500,
  files: [],
  resumable: false,
  createdBy: '小王',
  createdAt: '2026-11-22T06:00:00.000Z',
}
const kinds = [
  'links.batch.read',
  'links.batch.check',
  'links.batch.run',
  'links.batch.export',
  'links.export',
  'backups.make',
]

function words(locale: 'zh-CN' | 'en' = 'zh-CN'): JobWords {
  let made: JobWords | undefined
  const i18n = createI18n({ legacy: false, locale, messages: { 'zh-CN': zh as never, en: en as never } })
  mount(defineComponent({ setup: () => ((made = useJobWords()), () => h('p')) }), { global: { plugins: [i18n] } })
  if (!made) throw new Error('not set up')
  return made
}

describe('what can be done to a job', () => {
  it('follows from its state', () => {
    const of = (state: JobState, resumable = false) => actionsOf({ ...job, state, resumable })
    expect(of('queued')).toEqual(['pause', 'cancel'])
    expect(of('running')).toEqual(['pause', 'cancel'])
    expect(of('pausing')).toEqual(['cancel'])
    expect(of('paused', true)).toEqual(['resume', 'cancel'])
    expect(of('interrupted', true)).toEqual(['resume', 'cancel'])
    expect(of('failed', true)).toEqual(['resume'])
    expect(of('cancelled', true)).toEqual(['resume'])
    expect(of('cancelling')).toEqual([])
    expect(of('done')).toEqual([])
  })

  it('a backup is never paused, because half a backup is none', () => {
    expect(actionsOf({ kind: 'backups.make', state: 'running', resumable: false })).toEqual(['cancel'])
  })

  it('leads to where its work is looked at', () => {
    expect(placeOf(job)).toEqual({ name: 'batch', to: `/links/batches/${job.subjectId}` })
    expect(placeOf({ kind: 'backups.make' })?.to).toBe('/settings/backups')
    expect(placeOf({ kind: 'links.export' })?.to).toBe('/links')
    expect(placeOf({ kind: 'something.later' })).toBeUndefined()
  })
})

describe('progress', () => {
  it('counts failures as through and says 100 only when all are', () => {
    expect(percentOf(job)).toBe(76)
    expect(percentOf({ ...job, doneItems: 489 })).toBe(99)
    expect(percentOf({ ...job, doneItems: 490 })).toBe(100)
    const { totalItems: _none, ...open } = job
    expect(percentOf(open)).toBeUndefined()
    expect(percentOf({ ...open, state: 'done' })).toBe(100)
  })

  it('is said with counts, and without them where a job counts nothing', () => {
    const { progress } = words()
    expect(progress({ ...job, doneItems: 1230, totalItems: 2000 })).toBe('62% · 1,240 / 2,000')
    const { totalItems: _none, ...open } = job
    expect(progress({ ...open, doneItems: 0, failedItems: 0 })).toBe('')
    expect(progress({ ...open, doneItems: 0, failedItems: 0, state: 'done' })).toBe('100%')
  })
})

describe('the words of jobs', () => {
  it.each(kinds)('name the kind %s in both languages', (kind) => {
    expect(words().kind({ kind })).not.toBe(words().kind({ kind: 'nobody.knows' }))
    expect(words('en').kind({ kind })).not.toBe(words('en').kind({ kind: 'nobody.knows' }))
  })

  it.each(JobState.options)('name the state %s and give it a tone', (state) => {
    expect(words().state({ state })).not.toContain('jobs.')
    expect(words('en').state({ state })).not.toContain('jobs.')
    expect(jobTones[state]).toBeDefined()
  })

  it.each(['copying', 'encrypting'])('name the note %s', (note) => {
    expect(words().note({ note })).not.toBe('')
    expect(words('en').note({ note })).not.toBe('')
  })
})

describe('an event', () => {
  const change = { jobId: job.id, kind: job.kind, state: 'running' as const, doneItems: 380, failedItems: 12, totalItems: 500 }

  it('moves the counts at once without reading anything again', () => {
    const { jobs, readAgain } = withChange([job], change)
    expect(jobs[0]).toMatchObject({ doneItems: 380, failedItems: 12, title: '双十一.xlsx' })
    expect(readAgain).toBe(false)
  })

  it('of another state or an unknown job asks for the list, which knows files, error and times', () => {
    expect(withChange([job], { ...change, state: 'done' })).toMatchObject({ readAgain: true, jobs: [{ state: 'done' }] })
    expect(withChange([], change)).toEqual({ jobs: [], readAgain: true })
  })
})
