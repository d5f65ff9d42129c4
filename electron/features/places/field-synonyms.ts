/** Words by which the columns of an import file of places are recognised. */
export const placeColumns = [
  { key: 'code', synonyms: ['编号', '编码', '代码', '门店编号', '酒店编号', '门店代码', '酒店代码', 'place code', 'id'] },
  { key: 'name', synonyms: ['名称', '门店名称', '酒店名称', '门店', '酒店', '酒店/门店', 'place', 'hotel', 'store'] },
  { key: 'zone', synonyms: ['时区', '所在时区', 'time zone', 'timezone'] },
  { key: 'apps', synonyms: ['小程序', '关联小程序', '小程序AppID', 'AppID', 'mini programs', 'apps'] },
  { key: 'owner', synonyms: ['负责人', '负责部门', '联系人', 'owner', 'responsible'] },
] as const

export type PlaceColumn = (typeof placeColumns)[number]['key']

/** How people name time zones, without the words for "time" and "time zone" behind it. */
export const zoneWords: readonly (readonly [string, readonly string[]])[] = [
  ['Asia/Shanghai', ['北京', '上海', '中国', '中国标准', '东八区', 'beijing', 'china', 'china standard']],
  ['Asia/Hong_Kong', ['香港', '中国香港', 'hong kong']],
  ['Asia/Macau', ['澳门', '中国澳门', 'macau', 'macao']],
  ['Asia/Taipei', ['台北', '台湾', '中国台湾', 'taipei']],
  ['Asia/Tokyo', ['东京', '大阪', '日本', 'tokyo', 'japan']],
  ['Asia/Seoul', ['首尔', '韩国', '济州', 'seoul', 'korea']],
  ['Asia/Singapore', ['新加坡', 'singapore']],
  ['Asia/Kuala_Lumpur', ['吉隆坡', '马来西亚', 'kuala lumpur', 'malaysia']],
  ['Asia/Bangkok', ['曼谷', '泰国', '普吉', 'bangkok', 'thailand']],
  ['Asia/Ho_Chi_Minh', ['胡志明', '胡志明市', '河内', '越南', 'vietnam']],
  ['Asia/Manila', ['马尼拉', '菲律宾', 'manila', 'philippines']],
  ['Asia/Jakarta', ['雅加达', 'jakarta']],
  ['Asia/Makassar', ['巴厘岛', 'bali']],
  ['Asia/Dubai', ['迪拜', '阿联酋', 'dubai']],
  ['Europe/London', ['伦敦', '英国', 'london', 'uk']],
  ['Europe/Paris', ['巴黎', '法国', 'paris', 'france']],
  ['Europe/Berlin', ['柏林', '慕尼黑', '法兰克福', '德国', 'berlin', 'germany']],
  ['Europe/Rome', ['罗马', '米兰', '意大利', 'rome', 'italy']],
  ['Europe/Madrid', ['马德里', '巴塞罗那', '西班牙', 'madrid', 'spain']],
  ['Europe/Vienna', ['维也纳', '奥地利', 'vienna', 'austria']],
  ['Europe/Zurich', ['苏黎世', '瑞士', 'zurich', 'switzerland']],
  ['Europe/Amsterdam', ['阿姆斯特丹', '荷兰', 'amsterdam', 'netherlands']],
  ['Europe/Moscow', ['莫斯科', 'moscow']],
  ['America/New_York', ['纽约', '美国东部', '美东', 'new york', 'us eastern']],
  ['America/Los_Angeles', ['洛杉矶', '旧金山', '拉斯维加斯', '美国西部', '美西', 'los angeles', 'us pacific']],
  ['America/Toronto', ['多伦多', 'toronto']],
  ['America/Vancouver', ['温哥华', 'vancouver']],
  ['Australia/Sydney', ['悉尼', '墨尔本', 'sydney', 'melbourne']],
  ['Pacific/Auckland', ['奥克兰', '新西兰', 'auckland', 'new zealand']],
]

/** What people write behind the name of a zone. */
export const zoneEndings = ['标准时间', '时间', '时区', ' standard time', ' time', ' time zone']
