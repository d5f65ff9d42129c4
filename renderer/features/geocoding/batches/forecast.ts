import type { GeoForecast } from '@shared/contract/geocoding-batches'

export interface ForecastSums {
  callsAtLeast: number
  callsAtMost: number
  /** The most it can cost, a sum for every currency: they are never added up. */
  costs: { currency: string; minor: number }[]
  /** Nothing can be asked: every provider that would be asked first has no usable key. */
  blocked: boolean
}

/** What a run takes in all. */
export function sumsOf({ providers, addresses, cached }: GeoForecast): ForecastSums {
  const costs = new Map<string, number>()
  for (const { currency, costAtMost } of providers)
    if (costAtMost > 0) costs.set(currency, (costs.get(currency) ?? 0) + costAtMost)
  return {
    callsAtLeast: providers.reduce((sum, one) => sum + one.callsAtLeast, 0),
    callsAtMost: providers.reduce((sum, one) => sum + one.callsAtMost, 0),
    costs: [...costs].map(([currency, minor]) => ({ currency, minor })),
    blocked: addresses > cached && providers.every(({ problem }) => problem !== undefined),
  }
}
