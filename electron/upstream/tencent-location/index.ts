/**
 * 腾讯位置服务 (Tencent Location Service), WebService geocoder: addresses at home, and abroad with `oversea=1`.
 * Sources: lbs.qq.com/service/webService/webServiceGuide/address/Geocoder, …/Overseas/Geocoder, …/Overseas/Overview,
 * …/webServiceQuota; geocoding-and-face §1.
 */
import type { GeoProviderKind } from '../geocoding/types'
import { createTencentLocation } from './client'
import { tencentTroubles } from './refusals'
import { tencentTraits } from './traits'

export const tencentLocation: GeoProviderKind = {
  traits: tencentTraits,
  troubles: tencentTroubles,
  connect: createTencentLocation,
}
