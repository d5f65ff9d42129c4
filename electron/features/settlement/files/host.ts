import { headerSignature } from '@shared/domain/cells'
import { join } from 'node:path'
import type { CheckHost } from './jobs/check-one'
import type { ReadIntakeHost } from './jobs/read-intake'
import { choose, insightOf, ownersOf, rememberedOf, type Choice } from './choose'
import type { FilesParts } from './parts'
import { originalPath } from './paths'
import { profileOf } from './profiles'
import { daysOf } from './read/control'
import type { Processed } from './read/process'
import type { IntakeRecord } from './records'

/** Under which the mappings of these files are remembered. */
const purpose = 'settlement.files'

/** What the reading of a file may ask of the main thread. */
export function checkHost(parts: FilesParts, found: (id: string) => Promise<void> | void = () => undefined): CheckHost {
  const { repository, apps, accounts, folders, changed, newId } = parts
  const choices = new Map<string, { choice: Choice; signature: string; pack: string }>()
  return {
    file: async (id) => {
      const { sha256, name, data } = await repository.get(id)
      return { path: originalPath(folders, sha256), name, sheet: data.sheet }
    },
    reading: async (id, seen) => {
      const record = await repository.get(id)
      const all = await accounts.all()
      const signature = headerSignature(seen.headers)
      const choice = choose(record, seen, await apps.recallMapping(purpose, signature), all)
      const insight = insightOf(seen, choice)
      const { profile, source, accountId, billType, mapping, options, asks } = choice
      // A pack that is made again changes nothing of what a file is.
      const settled = record.step === 'loaded' || record.step === 'replaced' ? record.step : undefined
      await repository.describe({
        ...{ id, source, profile, accountId, billType, day: record.day },
        step: settled ?? (asks ? 'mapping' : 'checking'),
        data: { insight, mapping, options, error: null },
      })
      changed()
      if (asks) return null
      const pack = `${newId()}.pack`
      choices.set(id, { choice, signature, pack })
      const account = all.find((one) => one.id === accountId)
      return {
        ...{ profile, source, mapping, options },
        sheet: record.data.sheet,
        owners: account === undefined ? [] : ownersOf(account),
        decisions: await repository.corrections(id),
        packPath: join(folders.packs, pack),
      }
    },
    clearProblems: (id) => repository.clearProblems(id),
    putProblems: (id, problems) => repository.putProblems({ id, problems }),
    processed: async (id, result) => {
      const made = choices.get(id)
      if (!made) throw new TypeError('a file is read before it is done')
      await finish(parts, id, made, result)
      if (made.choice.asks === false && (await repository.get(id)).data.described) await apps.rememberMapping(purpose, made.signature, rememberedOf(made.choice))
      changed()
      await found(id)
    },
    failed: async (id, error) => {
      const { step } = await repository.get(id)
      await repository.setStep({ id, step: step === 'loaded' || step === 'replaced' ? step : 'failed', error })
      changed()
    },
  }
}

async function finish({ repository }: FilesParts, id: string, { choice, pack }: { choice: Choice; pack: string }, result: Omit<Processed, 'problems'>): Promise<void> {
  const record = await repository.get(id)
  const { summary, control } = result
  const days = daysOf(summary)
  const insight = record.data.insight
  const named = dayInName(record.name)
  const daily = profileOf(choice.profile)?.daily === true
  // The day of a daily bill is that of its rows; an empty one has it in its name only.
  const day = record.day ?? (daily ? (days ? (days.from === days.to ? days.from : null) : named) : null)
  await repository.finishCheck({
    id,
    step: 'checked',
    ...{ source: choice.source, profile: choice.profile, accountId: choice.accountId, billType: choice.billType },
    day,
    fromDay: days?.from ?? day,
    toDay: days?.to ?? day,
    months: summary.months.length > 0 ? summary.months : day === null ? [] : [day.slice(0, 7)],
    rows: summary.rows,
    problems: result.problemCount,
    control: control.state,
    data: {
      control,
      pack,
      sums: summary.sums as never,
      monthSums: result.monthSums,
      leftOut: result.leftOut,
      corrected: result.corrected,
      insight: insight && { ...insight, notices: [...insight.notices, ...result.notices].slice(0, 200) },
    },
  })
}

/** A day in a file's name: `2026-11-21` or `20261121`. */
function dayInName(name: string): string | null {
  const found = /(?<!\d)(20\d{2})-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)/u.exec(name)
  return found ? `${found[1]}-${found[2]}-${found[3]}` : null
}

/** The same for a whole intake. */
export function intakeHost(parts: FilesParts, intakeId: string, count: number): ReadIntakeHost {
  const { repository, newId, changed, folders } = parts
  return {
    ...checkHost(parts),
    folders: () => Promise.resolve(folders),
    left: async () => {
      const { taken } = await repository.intake(intakeId)
      return Array.from({ length: count }, (_, index) => index).filter((index) => !taken.includes(index))
    },
    taken: async (index, files, refused) => {
      const intake = await repository.intake(intakeId)
      const more: IntakeRecord['refused'] = [...refused]
      for (const file of files) {
        const { record, known } = await repository.add({ id: newId(), intakeId, ...file, origin: 'dropped', hashChecked: false, by: intake.addedBy })
        if (known) more.push({ name: file.name, code: 'settlement.fileKnown', params: { file: record.name }, known: record.id })
        else if (intake.accountId !== null)
          await repository.describe({ id: record.id, source: record.source, profile: '', accountId: intake.accountId, billType: '', day: null, data: {}, step: 'reading' })
      }
      await repository.setIntake({ id: intakeId, refused: [...intake.refused, ...more], taken: [...intake.taken, index] })
      changed()
    },
    waiting: async () => (await repository.ofIntake(intakeId)).filter(({ step }) => step === 'reading' || step === 'checking').map(({ id }) => id),
  }
}
