import type { Place, Platform, Tap } from './opening'
import type { PhoneLanguage } from './phone-texts'

/** Everything that the address of the phone page says. */
export interface PhoneView extends Tap {
  lang: PhoneLanguage
  /** Number of an opening that was carried out, shown instead of the question. */
  opened: string | null
}

/** Reads `scheme`, the flags `ios` or `android`, `from` (sms, browser, wechat) and `lang`; ignores the rest. */
export function readPhoneView(params: URLSearchParams): PhoneView {
  const platform: Platform = params.has('android') && !params.has('ios') ? 'android' : 'ios'
  const from = params.get('from')
  const place: Place = from === 'sms' || from === 'wechat' ? from : 'browser'
  return {
    scheme: params.get('scheme') ?? '',
    platform,
    place,
    lang: params.get('lang') === 'en' ? 'en' : 'zh-CN',
    opened: params.get('opened'),
  }
}

/** Path and query of the phone page for a view. */
export function phoneAddress({ scheme, platform, place, lang, opened }: PhoneView): string {
  const params = new URLSearchParams({ scheme, [platform]: '', from: place })
  if (lang !== 'zh-CN') params.set('lang', lang)
  if (opened !== null) params.set('opened', opened)
  return `/phone?${params.toString()}`
}
