import type { GeoBatch, GeoRow, GeoRowState } from '@shared/contract/geocoding-batches'
import type { MessageParams } from '@shared/contract/error'
import { useI18n } from 'vue-i18n'

/** The sentences about a batch and its rows, in the person's language. */
export function useGeoBatchWords() {
  const { t, te, locale } = useI18n()
  const number = (value: number) => value.toLocaleString(locale.value)
  /** A reason by its own text key, or that of the error of this code. */
  const said = ({ code, params }: { code: string; params: MessageParams }) =>
    t([code, `errors.${code}`].find((key) => te(key)) ?? code, params)
  const provider = (id: string) => {
    if (id === 'manual') return t('geoBatches.manual')
    return te(`geocoding.providers.${id}.name`) ? t(`geocoding.providers.${id}.name`) : id
  }
  /** Whole metres below a kilometre, then kilometres. */
  function distance(metres: number | undefined): string {
    if (metres === undefined) return ''
    return metres < 1000 ? `${number(Math.round(metres))} m` : `${number(Math.round(metres / 100) / 10)} km`
  }
  return {
    number,
    said,
    provider,
    service: (service: string) => (te(`geoBatches.services.${service}`) ? t(`geoBatches.services.${service}`) : service),
    distance,
    rowState: (state: GeoRowState) => t(`geoBatches.rowStates.${state}`),
    batchState: (state: GeoBatch['state']) => t(`geoBatches.states.${state}`),
    precision: (precision: string) => (te(`geoBatches.precision.${precision}`) ? t(`geoBatches.precision.${precision}`) : precision),
    reasons: (row: Pick<GeoRow, 'reasons' | 'ended'>) =>
      [...row.reasons.map(said), ...(row.ended ? [t('geoBatches.rows.ended')] : [])].join(t('geoBatches.break')),
  }
}
