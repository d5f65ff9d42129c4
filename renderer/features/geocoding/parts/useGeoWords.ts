import type { Datum, GeoCandidate, Precision } from '@shared/contract/geocoding-values'
import type { Tone } from '@renderer/ui/text/tone'
import { countryOf } from '@shared/domain/countries'
import { useI18n } from 'vue-i18n'

/** From here an answer is good, from the next it wants a look (geocoding-and-face 7.1). */
const goodFrom = 80
const checkFrom = 50

/** How the things of geocoding are called, in the person's language. */
export function useGeoWords() {
  const { t, te, locale } = useI18n()
  const number = (value: number) => value.toLocaleString(locale.value)
  /** A provider that this version has no name for keeps its own. */
  const named = (key: string, fallback: string) => (te(key) ? t(key) : fallback)
  return {
    number,
    provider: (id: string): string => (id === 'manual' ? t('geocodingScreens.manual') : named(`geocoding.providers.${id}.name`, id)),
    service: (service: string): string => named(`geocodingScreens.services.${service}`, service),
    field: (name: string): string => named(`geocodingScreens.keyFields.${name}`, name),
    fieldHelp: (name: string): string => named(`geocodingScreens.keyFieldHelp.${name}`, ''),
    datum: (datum: Datum): string => t(`geocodingScreens.datums.${datum}`),
    precision: (precision: Precision): string => t(`geocodingScreens.precision.${precision}`),
    /** Whole metres below a kilometre, then kilometres. */
    distance: (metres: number): string =>
      metres < 1000 ? `${number(Math.round(metres))} m` : `${number(Math.round(metres / 100) / 10)} km`,
    /** Country by its name in the person's language; the code alone where the window knows none. */
    country(code: string): string {
      const known = countryOf(code)
      return (known && new Intl.DisplayNames([locale.value], { type: 'region', fallback: 'none' }).of(known.alpha2)) ?? code
    },
    confidenceTone: ({ confidence }: Pick<GeoCandidate, 'confidence'>): Tone =>
      confidence >= goodFrom ? 'done' : confidence >= checkFrom ? 'attention' : 'failed',
  }
}
