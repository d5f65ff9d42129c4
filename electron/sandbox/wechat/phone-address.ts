import type { Place, Platform, Tap } from './opening'
import type { PhoneLanguage } from './phone-texts'

/** Everything that the address of the phone page says. */
export interface PhoneView extends Tap {
  lang: PhoneLanguage
  /** The web page that comes before the mini program was passed. */
  passed: boolean
  /** Number of an opening that was carried out, shown instead of the question. */
  opened: string | null
}

const places: readonly string[] = ['sms', 'browser', 'wechat', 'desktop', 'scan', 'press', 'camera'] satisfies Place[]
const isPlace = (text: string): text is Place => places.includes(text)

/**
 * Reads `link` (or `scheme`, its name of before), the flags `ios` or `android`, `from` (a place), `passed` and `lang`;
 * ignores the rest.
 */
export function readPhoneView(params: URLSearchParams): PhoneView {
  const platform: Platform = params.has('android') && !params.has('ios') ? 'android' : 'ios'
  const from = params.get('from') ?? ''
  return {
    link: params.get('link') ?? params.get('scheme') ?? '',
    platform,
    place: isPlace(from) ? from : 'browser',
    lang: params.get('lang') === 'en' ? 'en' : 'zh-CN',
    passed: params.has('passed'),
    opened: params.get('opened'),
  }
}

/** Path and query of the phone page for a view. */
export function phoneAddress({ link, platform, place, lang, passed, opened }: PhoneView): string {
  const params = new URLSearchParams({ link, [platform]: '', from: place })
  if (lang !== 'zh-CN') params.set('lang', lang)
  if (passed) params.set('passed', '')
  if (opened !== null) params.set('opened', opened)
  return `/phone?${params.toString()}`
}
