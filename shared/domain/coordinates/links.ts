import type { LatLng } from './types'

const rounded = (value: number) => Number(value.toFixed(6))

/**
 * Opens the place in 腾讯地图, which takes GCJ-02 (lbs.qq.com/webApi/uriV1/uriGuide/uriMobileMarker); abroad the numbers are
 * the same in every datum.
 */
export function tencentMapUrl({ gcj02 }: { gcj02: LatLng }, title: string, address = ''): string {
  // Colon and semicolon part the marker's own fields.
  const part = (text: string, empty: string) => Array.from(text.toWellFormed().replaceAll(/[:;|&\s]+/gu, ' ').trim()).slice(0, 60).join('') || empty
  const marker = [`coord:${rounded(gcj02.lat)},${rounded(gcj02.lng)}`, `title:${part(title, '位置')}`, `addr:${part(address, part(title, '位置'))}`].join(';')
  return `https://apis.map.qq.com/uri/v1/marker?marker=${encodeURIComponent(marker)}&referer=MiniDesk`
}

/** Opens the place in OpenStreetMap, which takes WGS-84. */
export function openStreetMapUrl({ wgs84 }: { wgs84: LatLng }, zoom = 17): string {
  const [lat, lng] = [rounded(wgs84.lat), rounded(wgs84.lng)]
  return `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lng}#map=${zoom}/${lat}/${lng}`
}

/**
 * Parameters of `wx.openLocation` as JSON text: GCJ-02, numbers and not texts, `scale` from 5 to 18
 * (developers.weixin.qq.com/miniprogram/dev/api/location/wx.openLocation.html).
 */
export function wxOpenLocation({ gcj02 }: { gcj02: LatLng }, shown: { name?: string; address?: string; scale?: number } = {}): string {
  const { name = '', address = '', scale = 18 } = shown
  return JSON.stringify(
    {
      latitude: rounded(gcj02.lat),
      longitude: rounded(gcj02.lng),
      ...(name === '' ? {} : { name }),
      ...(address === '' ? {} : { address }),
      scale: Math.min(18, Math.max(5, Math.round(scale))),
    },
    null,
    2,
  )
}
