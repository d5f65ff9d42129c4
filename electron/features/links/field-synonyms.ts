import type { BatchField } from '@shared/contract/batch-fields'

/** Headers under which people's sheets name the fields of a link. */
export const fieldSynonyms: { key: BatchField; synonyms: string[] }[] = [
  { key: 'path', synonyms: ['页面路径', '页面', '路径', '小程序路径', 'path', 'page', 'page path'] },
  { key: 'query', synonyms: ['参数', '页面参数', '查询参数', 'query', 'params', 'parameters'] },
  { key: 'app', synonyms: ['小程序', '小程序名称', 'appid', 'app id', 'app', 'mini program'] },
  { key: 'place', synonyms: ['门店', '酒店', '门店编码', '酒店编码', '点位', 'place', 'hotel', 'store', 'place code'] },
  { key: 'campaign', synonyms: ['活动', '活动名称', '营销活动', 'campaign'] },
  { key: 'note', synonyms: ['备注', '说明', 'note', 'remark', 'comment'] },
  { key: 'envVersion', synonyms: ['版本', '小程序版本', 'env_version', 'version', 'env version'] },
  { key: 'expiryDays', synonyms: ['有效天数', '有效期', '有效期天数', 'days', 'expiry days', 'valid days'] },
  { key: 'name', synonyms: ['名称', '文件名', '编号', '房号', 'name', 'file name', 'no', 'room'] },
]
