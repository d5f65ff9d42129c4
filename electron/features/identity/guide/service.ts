import type { App } from '@shared/contract/apps'
import type { GuideApplication, GuideCategory, StepState } from '@shared/contract/identity-guide'
import { beijingDay } from '@shared/domain/beijing-time'
import type { WorkdayCalendar } from '@shared/domain/workdays'
import { Fault } from '../../../platform/errors/fault'
import type { RepositoryClient } from '../../../platform/store/repository'
import { categoryFacts } from './categories'
import { answerStep, applicationSteps, longestWaitWorkdays, sentStep } from './notes'
import { paperIds, satisfied, told } from './papers'
import type { ApplicationRow, identityGuideRepository } from './repository'
import { article } from './source'
import { words } from './words'

export interface GuideParts {
  repository: RepositoryClient<typeof identityGuideRepository>
  apps: { all(): Promise<readonly App[]>; byId(id: string): Promise<App | undefined> }
  /** China's working days: the answer comes within 1–3 of them. */
  calendar: () => Promise<WorkdayCalendar>
  changed: () => void
}

type Locale = 'zh-CN' | 'en'

/** The categories in one language, with where they stand. */
export function categories(locale: Locale): GuideCategory[] {
  return categoryFacts.map(({ id, level1, level2, level3, limitation, papers }) => ({
    ...article,
    id,
    factId: id,
    level1: words('categories', level1, locale),
    level2: words('categories', level2, locale),
    level3: words('categories', level3, locale),
    limitation: words('categories', limitation, locale),
    papers: told(papers, id, locale),
  }))
}

/** How far each mini program is on its way to face verification. */
export class GuideDesk {
  readonly #parts: GuideParts

  constructor(parts: GuideParts) {
    this.#parts = parts
  }

  /** Every mini program that is in use, begun or not. */
  async applications(): Promise<GuideApplication[]> {
    const rows = new Map((await this.#parts.repository.all()).map((row) => [row.appId, row]))
    const apps = (await this.#parts.apps.all()).filter(({ id, archived }) => !archived || rows.has(id))
    const calendar = await this.#parts.calendar()
    return apps.map((app) => toldApplication(app, rows.get(app.id), calendar))
  }

  /** @throws Fault `identity.categoryUnknown`, `identity.applicationChanged`, `apps.notFound` */
  async setCategory(input: { appId: string; rev: number; categoryId: string }): Promise<GuideApplication> {
    if (!categoryFacts.some(({ id }) => id === input.categoryId)) throw new Fault('identity.categoryUnknown')
    return this.#written(input.appId, () => this.#parts.repository.setCategory(input))
  }

  /** @throws Fault `identity.stepUnknown`, `identity.applicationChanged`, `apps.notFound` */
  async setStep(input: { appId: string; rev: number; stepId: string; state: StepState; note: string }, by: string): Promise<GuideApplication> {
    const { appId, rev, stepId, state, note } = input
    if (!applicationSteps.some(({ id }) => id === stepId)) throw new Fault('identity.stepUnknown')
    return this.#written(appId, () => this.#parts.repository.setStep({ appId, rev, stepId, step: { state, note, by } }))
  }

  /** @throws Fault `identity.paperUnknown`, `identity.applicationChanged`, `apps.notFound` */
  async setPaper(input: { appId: string; rev: number; paperId: string; have: boolean; note: string }): Promise<GuideApplication> {
    const { appId, rev, paperId, have, note } = input
    if (!categories('zh-CN').some(({ papers }) => paperIds(papers).includes(paperId))) throw new Fault('identity.paperUnknown')
    return this.#written(appId, () => this.#parts.repository.setPaper({ appId, rev, paperId, paper: { have, note } }))
  }

  async #written(appId: string, write: () => Promise<ApplicationRow>): Promise<GuideApplication> {
    const app = await this.#parts.apps.byId(appId)
    if (!app) throw new Fault('apps.notFound')
    const row = await write()
    this.#parts.changed()
    return toldApplication(app, row, await this.#parts.calendar())
  }
}

function toldApplication(app: App, row: ApplicationRow | undefined, calendar: WorkdayCalendar): GuideApplication {
  const category = categories('zh-CN').find(({ id }) => id === row?.categoryId)
  const papers = category ? paperIds(category.papers) : []
  const have = new Set(papers.filter((id) => row?.papers[id]?.have))
  const until = waitsUntil(row, calendar)
  return {
    app: { id: app.id, name: app.name, appId: app.appId },
    categoryId: row?.categoryId ?? '',
    steps: applicationSteps.map(({ id }) => {
      const step = row?.steps[id]
      return step ? { id, state: step.state, note: step.note, changedBy: step.by, changedAt: step.at } : { id, state: 'open', note: '' }
    }),
    papers: papers.map((id) => ({ id, have: have.has(id), note: row?.papers[id]?.note ?? '' })),
    papersComplete: category !== undefined && satisfied(category.papers, have),
    ...(until === undefined ? {} : { answerUntil: until }),
    rev: row?.rev ?? 0,
  }
}

/** The last day of the wait, once everything was sent and no answer is noted (A23-3.6). */
function waitsUntil(row: ApplicationRow | undefined, calendar: WorkdayCalendar): string | undefined {
  const sent = row?.steps[sentStep]
  const answer = row?.steps[answerStep]?.state
  if (sent?.state !== 'done' || answer === 'done' || answer === 'refused') return undefined
  return calendar.after(beijingDay(Date.parse(sent.at)), longestWaitWorkdays).day
}
