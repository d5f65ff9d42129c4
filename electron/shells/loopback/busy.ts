import type { Application } from '../../application'

/** Sessions that called, the latest last; more than any desk has windows. */
const remembered = 32

/**
 * Whether a job runs, asked in the name of the sessions that windows used. A session that is gone has no say; asking
 * keeps the others from locking while their job goes on without a window.
 */
export class BusyWatch {
  readonly #application: Promise<Pick<Application, 'execute'>>
  readonly #sessions = new Set<string>()

  constructor(application: Promise<Pick<Application, 'execute'>>) {
    this.#application = application
  }

  seen(session: string): void {
    this.#sessions.delete(session)
    this.#sessions.add(session)
    for (const oldest of this.#sessions) {
      if (this.#sessions.size <= remembered) break
      this.#sessions.delete(oldest)
    }
  }

  async isBusy(): Promise<boolean> {
    const application = await this.#application
    for (const session of this.#sessions) {
      const answer = await application.execute({ name: 'jobs.list', input: { active: true }, session })
      if (!answer.ok) this.#sessions.delete(session)
      // Paused and interrupted jobs wait for a person, not for this program.
      else if (Array.isArray(answer.value) && answer.value.some(isAtWork)) return true
    }
    return false
  }
}

const atWork = new Set(['queued', 'running', 'pausing', 'cancelling'])

function isAtWork(job: unknown): boolean {
  return typeof job === 'object' && job !== null && 'state' in job && atWork.has(String(job.state))
}
