import { ref, type Ref, watch } from 'vue'

interface Sample {
  at: number
  settled: number
}

/**
 * The pace of a job over its last half minute, from the counts as they come in.
 * @param settled number of items that are through (done, failed, unknown)
 * @param running false forgets the past: a pause is no slow item
 * @param now milliseconds of a clock that never runs backwards
 * @returns items per second, `undefined` until two counts five seconds apart are known
 */
export function useProgressRate(
  settled: () => number,
  running: () => boolean,
  now: () => number = () => performance.now(),
): Readonly<Ref<number | undefined>> {
  const rate = ref<number>()
  let samples: Sample[] = []
  watch(
    [settled, running],
    ([count, on]) => {
      const first = samples[0]
      if (!on || (first && count < first.settled)) {
        samples = []
        rate.value = undefined
        if (!on) return
      }
      const at = now()
      samples.push({ at, settled: count })
      while (samples.length > 2 && at - (samples[0]?.at ?? at) > 30_000) samples.shift()
      const oldest = samples[0]
      if (oldest && at - oldest.at >= 5000) rate.value = ((count - oldest.settled) * 1000) / (at - oldest.at)
    },
    { immediate: true },
  )
  return rate
}
