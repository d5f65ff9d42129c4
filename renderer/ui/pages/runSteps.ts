/** The steps of every run, in order. */
export const runSteps = ['pick', 'map', 'check', 'confirm', 'progress', 'result'] as const
export type RunStep = (typeof runSteps)[number]

/**
 * Whether one may go from a step to another by hand: back freely, forward only to a step already reached, and not back
 * once the work has begun, because what is being done is no longer a question.
 * @param reached farthest step this run has come to
 */
export function mayGoTo(to: RunStep, current: RunStep, reached: RunStep): boolean {
  const at = runSteps.indexOf(to)
  const begun = runSteps.indexOf(reached) >= runSteps.indexOf('progress')
  if (to === current || at > runSteps.indexOf(reached)) return false
  return begun ? at >= runSteps.indexOf('progress') : true
}
