import type { SubjectType } from '@shared/domain/links'

/** Words by which the columns of an import file of mini programs are recognised. */
export const appColumns = [
  { key: 'name', synonyms: ['名称', '小程序名称', '小程序', '小程序名', 'app name', 'mini program'] },
  { key: 'appId', synonyms: ['AppID', '小程序ID', '小程序AppID', 'app id'] },
  { key: 'originalId', synonyms: ['原始ID', '原始 id', 'gh_id', 'original id', 'user name'] },
  { key: 'subjectType', synonyms: ['主体类型', '主体', '账号主体', '主体性质', 'subject type', 'subject', 'entity type'] },
  { key: 'secret', synonyms: ['AppSecret', '密钥', '小程序密钥', '小程序AppSecret', 'app secret'] },
  { key: 'pages', synonyms: ['页面', '页面路径', '页面列表', 'pages', 'page paths'] },
  {
    key: 'declaredPages',
    synonyms: ['明文scheme页面', '明文 Scheme 页面', '已声明页面', '明文页面', 'declared pages', 'plain scheme pages'],
  },
  { key: 'defaultTag', synonyms: ['默认标签', '默认参数', '标签', 'default tag', 'tag'] },
] as const

export type AppColumn = (typeof appColumns)[number]['key']

/** How people write the four subject types; compared without case, width, blanks and signs. */
export const subjectWords: readonly (readonly [SubjectType, readonly string[]])[] = [
  [
    'company_domestic',
    [
      '企业',
      '公司',
      '境内企业',
      '国内企业',
      '企业（境内）',
      '企业（国内）',
      '境内公司',
      '国内公司',
      '个体工商户',
      'company',
      'domestic company',
      'company (domestic)',
      'enterprise',
    ],
  ],
  [
    'individual_domestic',
    ['个人', '境内个人', '国内个人', '个人（境内）', '个人（国内）', 'individual', 'domestic individual', 'personal'],
  ],
  [
    'company_overseas',
    [
      '境外企业',
      '海外企业',
      '国外企业',
      '境外公司',
      '海外公司',
      '企业（境外）',
      '企业（海外）',
      'overseas company',
      'company (overseas)',
      'foreign company',
    ],
  ],
  [
    'individual_overseas',
    ['境外个人', '海外个人', '国外个人', '个人（境外）', '个人（海外）', 'overseas individual', 'foreign individual'],
  ],
]
