/** What a column of a batch can hold. `address` is a whole address; the others are its parts, joined by a template. */
export const geoBatchFields = [
  'address',
  'name',
  'street',
  'houseNumber',
  'district',
  'city',
  'state',
  'postalCode',
  'country',
] as const
export type GeoBatchField = (typeof geoBatchFields)[number]

/** Headers under which people's sheets name them. */
export const geoBatchSynonyms: { key: GeoBatchField; synonyms: string[] }[] = [
  {
    key: 'address',
    synonyms: ['地址', '详细地址', '完整地址', '收货地址', '酒店地址', '门店地址', '联系地址', 'address', 'full address', 'location', 'addr', 'address line'],
  },
  { key: 'name', synonyms: ['名称', '酒店', '酒店名称', '门店', '门店名称', '地点', 'name', 'hotel', 'store', 'place', 'poi'] },
  { key: 'street', synonyms: ['街道', '路', '道路', '街道地址', 'street', 'street address', 'address1', 'address line 1', 'road'] },
  { key: 'houseNumber', synonyms: ['门牌', '门牌号', '号', 'house number', 'housenumber', 'house no', 'number', 'no'] },
  { key: 'district', synonyms: ['区', '区县', '县', '行政区', 'district', 'county', 'suburb'] },
  { key: 'city', synonyms: ['城市', '市', '所在城市', 'city', 'town', 'locality'] },
  { key: 'state', synonyms: ['省', '省份', '州', '省/州', 'state', 'province', 'region', 'prefecture'] },
  { key: 'postalCode', synonyms: ['邮编', '邮政编码', '邮政编号', 'postcode', 'postal code', 'postalcode', 'zip', 'zip code', 'plz'] },
  { key: 'country', synonyms: ['国家', '国家/地区', '国别', '国家代码', 'country', 'country code', 'nation'] },
]
