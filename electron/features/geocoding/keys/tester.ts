import type { GeoAnswer } from '@shared/contract/geocoding-values'
import type { GeoService } from '@shared/contract/geocoding-values'
import { metresBetween } from '@shared/domain/coordinates'
import type { Clock } from '../../../platform/clock/clock'
import type { GeoTraits } from '../../../upstream/geocoding/types'
import type { Asking } from '../answers/asking'
import { addressQuestion } from '../answers/question'
import type { GeoKeys } from './service'

export interface KeyTest {
  service: GeoService
  ok: boolean
  milliseconds: number
  answer: GeoAnswer
  metresOff?: number
}

/** Tries a key: one call for a known address in each of its services, counted like any other. */
export class KeyTester {
  readonly #parts: { keys: GeoKeys; asking: Asking; clock: Clock }

  constructor(parts: { keys: GeoKeys; asking: Asking; clock: Clock }) {
    this.#parts = parts
  }

  /** @throws Fault `geocoding.keyNotFound`, `geocoding.keyIncomplete`, `vault.locked` */
  async test(id: string, call: { correlationId: string; signal: AbortSignal }): Promise<KeyTest[]> {
    const { keys } = this.#parts
    const key = await keys.get(id)
    const { traits } = keys.upstream(key.fields.provider)
    const tests: KeyTest[] = []
    // One after the other: the first answer of a wrong key says it for all.
    const all = await keys.all()
    const used = traits.services.filter(({ service }) => keys.meterOf(key, service, all).perDay > 0)
    for (const service of used) tests.push(await this.#one(id, service, call))
    return tests
  }

  async #one(
    id: string,
    { service, testAddress, testAt }: GeoTraits['services'][number],
    call: { correlationId: string; signal: AbortSignal },
  ): Promise<KeyTest> {
    const { asking, clock } = this.#parts
    const area = service === 'domestic' ? 'domestic' : 'overseas'
    const question = addressQuestion({ address: testAddress, area, country: '', language: 'zh-CN' })
    const started = clock.monotonic()
    const answer = await asking.tryKey(id, service, question, call)
    const milliseconds = Math.round(clock.monotonic() - started)
    const best = answer.candidates[0]
    const known = asking.inEveryDatum(testAt)
    const metresOff = best ? metresBetween(best.positions.wgs84, known.wgs84) : undefined
    return { service, ok: best !== undefined, milliseconds, answer, ...(metresOff === undefined ? {} : { metresOff }) }
  }
}
