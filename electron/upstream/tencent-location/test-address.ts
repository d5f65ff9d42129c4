/** What a key is tried with: places whose positions are published (Tiananmen: geocoding-and-face §11), not read by anybody. */
export const testAddresses = {
  domestic: { testAddress: '北京市东城区天安门', testAt: { lat: 39.9105905, lng: 116.4036946, datum: 'gcj02' } },
  overseas: { testAddress: 'Sydney Opera House, Bennelong Point, Sydney NSW 2000', testAt: { lat: -33.8568, lng: 151.2153, datum: 'wgs84' } },
} as const
