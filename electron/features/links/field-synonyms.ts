import type { BatchField } from '@shared/contract/batch-fields'

/** Headers under which people's sheets name the fields of a link. A code's scene is what other kinds have as query. */
export const fieldSynonyms: { key: BatchField; synonyms: string[] }[] = [
  { key: 'path', synonyms: ['页面路径', '页面', '路径', '小程序路径', 'path', 'page', 'page path'] },
  { key: 'query', synonyms: ['参数', '页面参数', '查询参数', 'query', 'params', 'parameters', 'scene', '场景值', '场景', 'scene 值'] },
  { key: 'app', synonyms: ['小程序', '小程序名称', 'appid', 'app id', 'app', 'mini program'] },
  { key: 'place', synonyms: ['门店', '酒店', '门店编码', '酒店编码', '点位', 'place', 'hotel', 'store', 'place code'] },
  { key: 'campaign', synonyms: ['活动', '活动名称', '营销活动', 'campaign'] },
  { key: 'note', synonyms: ['备注', '说明', 'note', 'remark', 'comment'] },
  { key: 'envVersion', synonyms: ['版本', '小程序版本', 'env_version', 'version', 'env version'] },
  { key: 'expiryDays', synonyms: ['有效天数', '有效期', '有效期天数', 'days', 'expiry days', 'valid days'] },
  { key: 'name', synonyms: ['名称', '文件名', '编号', '房号', 'name', 'file name', 'no', 'room'] },
  { key: 'channel', synonyms: ['渠道', '投放渠道', '渠道代码', 'channel', 'source'] },
  { key: 'audience', synonyms: ['人群', '受众', '客人', '会员号', '人群标识', 'audience', 'customer', 'segment'] },
  { key: 'title', synonyms: ['标题', '短链标题', '卡片标题', 'title', 'page title'] },
  { key: 'modelId', synonyms: ['设备型号', '型号', 'model_id', 'model id', 'model'] },
  { key: 'sn', synonyms: ['设备编号', '设备号', '序列号', 'sn', 'serial', 'serial number'] },
]
