/** A value fetched once for all who want it at the same time: tokens (§1.4) and tickets (§1.5). */
import { Fault } from '../../platform/errors/fault'
import { unlessAborted } from '../../platform/http'

/** Who asks: the signal ends the waiting, the number stands in the call log. */
export interface WechatCall {
  signal?: AbortSignal | undefined
  correlationId: string
}

interface Flight<T> {
  promise: Promise<T>
  aborter: AbortController
  waiting: number
}

export type Fetching<T> = (call: WechatCall) => Promise<T>

/** Fetches under way, one for each key. */
export interface Flights<T> {
  /** Waits for the fetch under way; without one it starts one. */
  join(key: string, call: WechatCall, fetch: Fetching<T>): Promise<T>
  /** Starts a fetch even if one is under way; who comes later waits for this one. */
  start(key: string, call: WechatCall, fetch: Fetching<T>): Promise<T>
  /** Resolves when the fetch under way is over, whatever it came to. */
  over(key: string): Promise<void>
  /** What is under way will not land. */
  forget(key: string): void
}

/** `landed` takes each value once, unless its fetch was given up, replaced or forgotten meanwhile. */
export function createFlights<T>(landed: (key: string, value: T) => void): Flights<T> {
  const flights = new Map<string, Flight<T>>()

  function take(key: string, { correlationId }: WechatCall, fetch: Fetching<T>): Flight<T> {
    const aborter = new AbortController()
    const promise = fetch({ signal: aborter.signal, correlationId })
    const flight: Flight<T> = { promise, aborter, waiting: 0 }
    flights.set(key, flight)
    const gone = () => {
      if (flights.get(key) === flight) flights.delete(key)
    }
    promise.then(
      (value) => {
        // A flight that was given up or forgotten must not bring back an old secret's value.
        if (flights.get(key) === flight) landed(key, value)
        gone()
      },
      gone,
    )
    return flight
  }

  /** The fetch belongs to all who wait for it: it is given up only when nobody waits any more. */
  async function wait(key: string, flight: Flight<T>, { signal }: WechatCall): Promise<T> {
    flight.waiting += 1
    try {
      return await unlessAborted(flight.promise, signal)
    } catch (error) {
      if (signal?.aborted && !(error instanceof Fault)) throw new Fault('http.cancelled', { retry: 'safe' })
      throw error
    } finally {
      flight.waiting -= 1
      if (flight.waiting === 0 && flights.get(key) === flight) {
        flights.delete(key)
        flight.aborter.abort()
      }
    }
  }

  return {
    join: (key, call, fetch) => wait(key, flights.get(key) ?? take(key, call, fetch), call),
    start: (key, call, fetch) => wait(key, take(key, call, fetch), call),
    async over(key) {
      await flights.get(key)?.promise.catch(() => undefined)
    },
    forget(key) {
      flights.delete(key)
    },
  }
}
