import type { GeoBatch, GeoRow, GeoRowState } from '@shared/contract/geocoding-batches'
import type { MessageParams } from '@shared/contract/error'
import { useI18n } from 'vue-i18n'
import { useGeoWords } from '../parts/useGeoWords'
import { greatestDistance } from './model'

/** Params that are a provider's own name and are said by the name that people know. */
const providerParams: readonly string[] = ['provider', 'a', 'b']

/** The sentences about a batch and its rows, in the person's language; the words of geocoding are with them. */
export function useGeoBatchWords() {
  const { t, te } = useI18n()
  const words = useGeoWords()
  const first = (keys: readonly string[]) => keys.find((key) => te(key))
  function readable([name, value]: [string, string | number]): [string, string | number] {
    if (providerParams.includes(name)) return [name, words.provider(String(value))]
    if (typeof value === 'number') return [name, words.number(value)]
    const error = name === 'error' ? first([`errors.${value}`]) : undefined
    return [name, error === undefined ? value : t(error)]
  }
  /** A reason of a row, a problem of a forecast, a whole text key, or the code of an error. */
  const said = ({ code, params }: { code: string; params: MessageParams }) =>
    t(first([`geocodingBatches.reasons.${code}`, `geocodingBatches.problems.${code}`, code, `errors.${code}`]) ?? code, Object.fromEntries(Object.entries(params).map(readable)))
  return {
    ...words,
    said,
    /** How far the answers about a row lie apart; empty where only one answered. */
    apart(row: Pick<GeoRow, 'distances'>): string {
      const metres = greatestDistance(row)
      return metres === undefined ? '' : words.distance(metres)
    },
    /** A precision as a row keeps it: one that this version has no name for keeps its own. */
    precisionOf: (text: string) => (te(`geocodingScreens.precision.${text}`) ? t(`geocodingScreens.precision.${text}`) : text),
    rowState: (state: GeoRowState) => t(`geocodingBatches.states.${state}`),
    batchState: (state: GeoBatch['state']) => t(`geoBatches.states.${state}`),
    reasons: (row: Pick<GeoRow, 'reasons'>) => row.reasons.map(said).join(t('geoBatches.break')),
  }
}
