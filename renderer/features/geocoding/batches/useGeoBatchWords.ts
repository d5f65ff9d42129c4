import type { GeoBatch, GeoRow, GeoRowState } from '@shared/contract/geocoding-batches'
import type { MessageParams } from '@shared/contract/error'
import { useI18n } from 'vue-i18n'
import { useGeoWords } from '../parts/useGeoWords'
import { greatestDistance } from './model'

/** The sentences about a batch and its rows, in the person's language; the words of geocoding are with them. */
export function useGeoBatchWords() {
  const { t, te } = useI18n()
  const words = useGeoWords()
  /** A reason by its own text key, or that of the error of this code. */
  const said = ({ code, params }: { code: string; params: MessageParams }) =>
    t([code, `errors.${code}`].find((key) => te(key)) ?? code, params)
  return {
    ...words,
    said,
    /** How far the answers about a row lie apart; empty where only one answered. */
    apart(row: Pick<GeoRow, 'distances'>): string {
      const metres = greatestDistance(row)
      return metres === undefined ? '' : words.distance(metres)
    },
    rowState: (state: GeoRowState) => t(`geoBatches.rowStates.${state}`),
    batchState: (state: GeoBatch['state']) => t(`geoBatches.states.${state}`),
    reasons: (row: Pick<GeoRow, 'reasons' | 'ended'>) =>
      [...row.reasons.map(said), ...(row.ended ? [t('geoBatches.rows.ended')] : [])].join(t('geoBatches.break')),
  }
}
