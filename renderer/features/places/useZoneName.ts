import { useI18n } from 'vue-i18n'
import { zoneKey } from './zones'

/** How a zone is called: a common one by its name in the person's language, others by their IANA name. */
export function useZoneName(): (zone: string) => string {
  const { t, te, fallbackLocale } = useI18n()
  return (zone) => {
    const key = `placeScreens.zones.${zoneKey(zone)}`
    const named = te(key) || (typeof fallbackLocale.value === 'string' && te(key, fallbackLocale.value))
    return named ? t(key) : zone.replaceAll('_', ' ')
  }
}
