import type { AccountState } from '@shared/domain/ledger'

/** Words by which the columns of a company's list are recognised. */
export const accountColumnWords = [
  { key: 'name', synonyms: ['名称', '小程序名称', '小程序', '公众号名称', '公众号', '账号名称', 'name', 'account name'] },
  { key: 'appId', synonyms: ['AppID', '小程序ID', '小程序AppID', '公众号AppID', 'app id'] },
  { key: 'originalId', synonyms: ['原始ID', 'gh_id', '原始账号', 'original id', 'user name'] },
  { key: 'administrator', synonyms: ['管理员', '管理员姓名', '负责人', 'administrator', 'admin', 'owner'] },
  { key: 'certifiedOn', synonyms: ['认证日期', '认证时间', '认证通过时间', 'certified on', 'certification date'] },
  {
    key: 'certifiedUntil',
    synonyms: ['认证到期', '认证到期日', '认证到期时间', '到期日', '有效期至', '年审日期', 'certified until', 'expiry'],
  },
  { key: 'state', synonyms: ['状态', '账号状态', 'status', 'state'] },
] as const

export type AccountColumn = (typeof accountColumnWords)[number]['key']

/** How people write the state of an account; compared without case, width, blanks and signs. */
export const stateWords: readonly (readonly [AccountState, readonly string[]])[] = [
  ['normal', ['正常', '使用中', '已上线', '未上线', '已发布', 'normal', 'active', 'ok']],
  ['frozen', ['冻结', '已冻结', '封禁', '已封禁', '暂停服务', 'frozen', 'suspended', 'blocked']],
  ['cancelled', ['注销', '已注销', '已删除', '注销中', 'cancelled', 'canceled', 'deleted']],
  ['uncertain', ['待核实', '不确定', '未知', '找不到', 'uncertain', 'unknown']],
]
