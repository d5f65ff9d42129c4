import type { StepState } from '@shared/contract/identity-guide'
import { Fault } from '../../../platform/errors/fault'
import { defineRepository, type ReadContext, type WriteContext } from '../../../platform/store/repository'

export interface StepRow {
  state: StepState
  note: string
  by: string
  at: string
}

export interface ApplicationState {
  steps: Record<string, StepRow>
  papers: Record<string, { have: boolean; note: string }>
}

export interface ApplicationRow extends ApplicationState {
  appId: string
  categoryId: string
  rev: number
}

interface Row {
  appId: string
  categoryId: string
  stateJson: string
  rev: number
}

const select = 'SELECT app_id AS appId, category_id AS categoryId, state_json AS stateJson, rev FROM identity_applications'

function toApplication({ stateJson, ...row }: Row): ApplicationRow {
  const { steps, papers } = JSON.parse(stateJson) as { v: 1 } & ApplicationState
  return { ...row, steps, papers }
}

/** The row as it is, or an empty one. @throws Fault `identity.applicationChanged` where somebody else was first */
function atRev({ sql }: ReadContext, appId: string, rev: number): ApplicationRow {
  const row = sql(`${select} WHERE app_id = ?`).get(appId) as Row | undefined
  const there = row ? toApplication(row) : { appId, categoryId: '', steps: {}, papers: {}, rev: 0 }
  if (there.rev !== rev) throw new Fault('identity.applicationChanged')
  return there
}

function put({ sql }: WriteContext, { appId, categoryId, steps, papers, rev }: ApplicationRow): ApplicationRow {
  const next = rev + 1
  sql(
    `INSERT INTO identity_applications (app_id, category_id, state_json, rev) VALUES (?, ?, ?, ?)
     ON CONFLICT (app_id) DO UPDATE SET category_id = excluded.category_id, state_json = excluded.state_json, rev = excluded.rev`,
  ).run(appId, categoryId, JSON.stringify({ v: 1, steps, papers }), next)
  return { appId, categoryId, steps, papers, rev: next }
}

export const identityGuideRepository = defineRepository({
  name: 'identityGuide',
  reads: {
    all: ({ sql }: ReadContext): ApplicationRow[] => (sql(select).all() as Row[]).map(toApplication),
  },
  writes: {
    setCategory: (context: WriteContext, { appId, rev, categoryId }: { appId: string; rev: number; categoryId: string }): ApplicationRow => {
      const there = atRev(context, appId, rev)
      // Papers belong to a category; steps do not.
      return put(context, { ...there, categoryId, papers: there.categoryId === categoryId ? there.papers : {} })
    },
    setStep: (context: WriteContext, input: { appId: string; rev: number; stepId: string; step: Omit<StepRow, 'at'> }): ApplicationRow => {
      const there = atRev(context, input.appId, input.rev)
      return put(context, { ...there, steps: { ...there.steps, [input.stepId]: { ...input.step, at: context.now } } })
    },
    setPaper: (
      context: WriteContext,
      input: { appId: string; rev: number; paperId: string; paper: { have: boolean; note: string } },
    ): ApplicationRow => {
      const there = atRev(context, input.appId, input.rev)
      return put(context, { ...there, papers: { ...there.papers, [input.paperId]: input.paper } })
    },
  },
})
