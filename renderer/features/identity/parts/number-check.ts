import { beijingDay } from '@shared/domain/beijing-time'
import { checkNumber, type NumberProblem, type NumberProblemCode } from '@shared/domain/identity'

export interface TypedNumber {
  /** `typing`: too short to say anything; `old`: a first-generation number, 15 digits. */
  state: 'empty' | 'typing' | 'old' | 'wrong' | 'valid'
  problems: readonly NumberProblem[]
  /** It was typed with a small x, which is made a capital: its digest would be another. */
  lowerX: boolean
  /** A number of 15 digits as 18. */
  converted?: string
  /** As it is sent and digested. */
  normal: string
}

/** The number as it stands in its field. Nothing leaves the window for it. */
export function checkTyped(text: string): TypedNumber {
  const { normal, problems, converted } = checkNumber(text, beijingDay(Date.now()))
  return {
    state: stateOf(normal, problems),
    problems,
    lowerX: /[xｘ]\s*$/u.test(text),
    normal,
    ...(converted === undefined ? {} : { converted }),
  }
}

function stateOf(normal: string, problems: readonly NumberProblem[]): TypedNumber['state'] {
  if (normal === '') return 'empty'
  if (problems.length === 0) return 'valid'
  if (problems.some(({ code }) => code === 'firstGeneration')) return 'old'
  const isShort = problems.every(({ code }) => code === 'length') && normal.length < 18
  return isShort ? 'typing' : 'wrong'
}

/** What is looked at, one after the other, and which problems say that it is wrong. */
const numberSteps = ['form', 'region', 'birth', 'check'] as const
export type NumberStep = (typeof numberSteps)[number]
const stepOf: Readonly<Record<NumberProblemCode, NumberStep>> = {
  empty: 'form',
  length: 'form',
  characters: 'form',
  firstGeneration: 'form',
  region: 'region',
  date: 'birth',
  future: 'birth',
  age: 'birth',
  check: 'check',
}

export interface StepFinding {
  step: NumberStep
  /** `open`: could not be looked at, because the form is wrong. */
  state: 'right' | 'wrong' | 'open'
  problem?: NumberProblem
}

export function stepsOf({ problems, state }: TypedNumber): StepFinding[] {
  const first = (step: NumberStep) => problems.find(({ code }) => stepOf[code] === step)
  const formWrong = first('form') !== undefined
  return numberSteps.map((step) => {
    const problem = first(step)
    if (problem) return { step, state: 'wrong', problem }
    // A number of 15 digits has a region and a day of birth, but no check character.
    const unread = formWrong && (state !== 'old' || step === 'check')
    return { step, state: unread ? 'open' : 'right' }
  })
}
