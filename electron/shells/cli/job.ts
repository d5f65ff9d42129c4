import { Job, type JobState } from '@shared/contract/jobs'
import type { StreamMessage } from '@shared/contract/events'
import { Fault } from '../../platform/errors/fault'
import type { Host } from './host'
import { valueOf } from './sign-in'

/** Nothing more comes of a job in one of these by itself. */
const over = new Set<JobState>(['done', 'failed', 'cancelled', 'interrupted'])

/** The job id that a command answered, if it did. */
export function jobIdOf(value: unknown): string | undefined {
  const isObject = typeof value === 'object' && value !== null
  return isObject && 'jobId' in value && typeof value.jobId === 'string' ? value.jobId : undefined
}

/** Listens to a session's events. Begin it before the job can begin, so that its end is not missed. */
export class JobFollower {
  readonly #host: Host
  readonly #session: string
  readonly #stop: () => void
  #changed: () => void = () => undefined
  #stamp = 0
  #broken: { cause: unknown } | undefined

  constructor(host: Host, session: string) {
    this.#host = host
    this.#session = session
    this.#stop = host.follow(
      session,
      (message) => this.#take(message),
      (cause) => {
        this.#broken = { cause }
        this.#wake()
      },
    )
  }

  /**
   * Waits for the end of a job. An event is only a hint: the job itself is read.
   * @throws Fault `owner.gone` where the owner went away meanwhile
   */
  async end(jobId: string, locale: string): Promise<Job> {
    for (;;) {
      const seen = this.#stamp
      const job = Job.parse(await valueOf(this.#host, 'jobs.get', { id: jobId }, { session: this.#session, locale }))
      if (over.has(job.state)) return job
      if (this.#broken) throw asFault(this.#broken.cause)
      if (this.#stamp === seen)
        await new Promise<void>((resolve) => {
          this.#changed = resolve
        })
    }
  }

  close(): void {
    this.#stop()
  }

  #take(message: StreamMessage): void {
    if (message.type === 'event' && message.event.topic !== 'jobs.changed') return
    this.#wake()
  }

  #wake(): void {
    this.#stamp += 1
    this.#changed()
  }
}

function asFault(cause: unknown): Fault {
  return cause instanceof Fault ? cause : new Fault('owner.gone', { retry: 'afterCheck', cause })
}
