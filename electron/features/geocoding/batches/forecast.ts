import type { GeoForecast, GeoPlan } from '@shared/contract/geocoding-batches'
import type { GeoKey } from '@shared/contract/geocoding'
import type { GeoAnswer } from '@shared/contract/geocoding-values'
import { Fault } from '../../../platform/errors/fault'
import { bestOf, nextProvider } from './judge'
import type { BatchesRoomParts } from './parts'
import { askedOf, providersOf } from './question'
import type { Unasked } from './reads.repository'
import type { Reason } from './records'

type ByProvider = GeoForecast['providers'][number]

interface Calls {
  provider: string
  service: string
  atLeast: number
  atMost: number
}

/** Kept answers are read in so many questions at once. */
const readAtOnce = 2000
/** Where a key's rate is not known. */
const usualPerSecond = 5

/** What running a planned batch would take, before anything is called. @throws Fault `geocoding.batchUnplanned` */
export async function forecastOf(parts: BatchesRoomParts, batchId: string): Promise<GeoForecast> {
  const { name, plan } = await parts.rows.get(batchId)
  if (!plan) throw new Fault('geocoding.batchUnplanned', { params: { name } })
  const ahead = await parts.rows.ahead(batchId)
  const kept = await keptOf(parts, ahead.questions, plan)
  const cached = kept.filter((have) => nextProvider(plan, have) === undefined).length
  const calls = callsOf(parts, plan, ahead.questions, kept)
  const providers = await Promise.all(calls.map((one) => withKey(parts, one)))
  return {
    rows: ahead.rows,
    empty: ahead.empty,
    duplicates: ahead.duplicates,
    addresses: ahead.questions.length,
    cached,
    providers,
    // Providers are asked side by side: the slowest decides.
    secondsAtMost: Math.max(0, ...providers.map(({ callsAtMost, perSecond }) => Math.ceil(callsAtMost / perSecond))),
    days: Math.max(1, ...(await Promise.all(providers.map((one) => daysOf(parts, one))))),
  }
}

async function keptOf(parts: BatchesRoomParts, questions: readonly Unasked[], plan: GeoPlan): Promise<Map<string, GeoAnswer>[]> {
  const providers = providersOf(plan)
  const found: Map<string, GeoAnswer>[] = []
  for (let from = 0; from < questions.length; from += readAtOnce) {
    const some = questions.slice(from, from + readAtOnce)
    const answers = await parts.asking.kept(some.flatMap((question) => providers.map((provider) => askedOf(provider, question, plan))))
    some.forEach(({ freshFrom }, at) => {
      const have = new Map<string, GeoAnswer>()
      for (const [nth, provider] of providers.entries()) {
        const answer = answers[at * providers.length + nth]
        if (answer && isFresh(answer, freshFrom)) have.set(provider, answer)
      }
      found.push(have)
    })
  }
  return found
}

/** Whether an answer counts where only one from then on does. */
export const isFresh = (answer: GeoAnswer, freshFrom: string | null): boolean =>
  freshFrom === null || (answer.fetchedAt !== undefined && answer.fetchedAt >= freshFrom)

/**
 * A call is certain where every provider before it in the order has answered badly already, or where all are compared;
 * it is possible where one before it is still to be asked.
 */
function callsOf(
  parts: Pick<BatchesRoomParts, 'asking'>,
  plan: GeoPlan,
  questions: readonly Unasked[],
  kept: readonly ReadonlyMap<string, GeoAnswer>[],
): Calls[] {
  const found = new Map<string, Calls>()
  const countedFor = (provider: string, question: Pick<Unasked, 'address' | 'country'>) => {
    const service = parts.asking.serviceOf(askedOf(provider, question, plan))
    const name = `${provider}\n${service}`
    const calls = found.get(name) ?? { provider, service, atLeast: 0, atMost: 0 }
    found.set(name, calls)
    return calls
  }
  const order = providersOf(plan)
  questions.forEach((question, at) => {
    const have = kept[at]
    let certain = true
    for (const provider of order) {
      const answer = have?.get(provider)
      if (!answer) {
        const calls = countedFor(provider, question)
        calls.atMost += 1
        if (certain) calls.atLeast += 1
        certain = certain && plan.mode === 'compare'
      } else if (plan.mode === 'fallback') {
        const best = bestOf(answer, plan.reject)
        if (best && best.confidence >= plan.accept) break
      }
    }
  })
  // One that need not be asked at all is shown with its key all the same.
  const shown = new Set([...found.values()].map(({ provider }) => provider))
  for (const provider of order) if (!shown.has(provider)) countedFor(provider, questions[0] ?? { address: '', country: plan.country })
  return [...found.values()].sort((a, b) => order.indexOf(a.provider) - order.indexOf(b.provider))
}

async function withKey(parts: BatchesRoomParts, { provider, service, atLeast, atMost }: Calls): Promise<ByProvider> {
  const key = await parts.asking.keyFor(provider, service)
  const usage = key?.usage.find((one) => one.service === service)
  const problem = problemOf(key, usage)
  return {
    provider,
    ...(key ? { keyId: key.id } : {}),
    keyName: key?.fields.name ?? '',
    service,
    callsAtLeast: atLeast,
    callsAtMost: atMost,
    leftToday: usage && !usage.exhausted ? Math.max(0, usage.perDay - usage.used) : 0,
    perSecond: usage?.perSecond ?? usualPerSecond,
    costAtMost: Math.ceil((atMost * (key?.fields.pricePerThousand ?? 0)) / 1000),
    currency: key?.fields.currency ?? 'CNY',
    ...(problem ? { problem } : {}),
  }
}

function problemOf(key: GeoKey | undefined, usage: GeoKey['usage'][number] | undefined): Reason | undefined {
  if (!key) return { code: 'noKey', params: {} }
  if (key.missing.length > 0) return { code: 'keyIncomplete', params: { name: key.fields.name } }
  if (key.fields.storageDays === 0) return { code: 'notKept', params: { name: key.fields.name } }
  if (usage?.perDay === 0) return { code: 'noCalls', params: { name: key.fields.name } }
  return undefined
}

async function daysOf(parts: BatchesRoomParts, { provider, service, callsAtMost, leftToday }: ByProvider): Promise<number> {
  const perDay = (await parts.asking.keyFor(provider, service))?.usage.find((usage) => usage.service === service)?.perDay ?? 0
  if (callsAtMost <= leftToday || perDay === 0) return 1
  return 1 + Math.ceil((callsAtMost - leftToday) / perDay)
}
