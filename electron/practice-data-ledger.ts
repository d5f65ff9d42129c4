import type { AccountFields, CompanyFields } from '@shared/contract/ledger-values'
import { addDays } from '@shared/domain/days'
import type { OpenWorkspace } from './workspace'

const none = { appId: '', originalId: '', administrator: '', certifiedOn: '', certifiedUntil: '', note: '' } as const
const own = (fields: Partial<AccountFields> & Pick<AccountFields, 'kind' | 'name'>): AccountFields => ({
  ...none,
  state: 'normal',
  ...fields,
})

const hotel: CompanyFields = {
  name: '杭州云栖酒店管理有限公司',
  entityType: 'company',
  region: 'mainland',
  group: '云栖集团',
  note: '',
}
const seine: CompanyFields = {
  name: 'Seine Rive Gauche Hôtels SAS',
  entityType: 'company',
  region: 'overseas',
  group: '',
  note: '海外主体，委托云栖运营',
}
const farm: CompanyFields = {
  name: '西湖区云栖农家乐（个体户）',
  entityType: 'soleTrader',
  region: 'mainland',
  group: '',
  note: '',
}

/**
 * The example's companies: one with room, one overseas, and a 个体户 that is nearly full; a service account and an
 * open-platform account with a few bindings, some of this month, so that the allowances show something. Days are told
 * from `today`, because an allowance is of the present month.
 */
export async function seedLedger(
  { ledger, bindings }: Pick<OpenWorkspace, 'ledger' | 'bindings'>,
  known: { hotel: string | undefined; seine: string | undefined; service: string | undefined },
): Promise<void> {
  const today = ledger.today()
  const day = (count: number) => addDays(today, count) ?? today
  const thisMonth = `${today.slice(0, 7)}-01`
  const hotelId = (await ledger.createCompany(hotel)).id
  const seineId = (await ledger.createCompany(seine)).id
  const farmId = (await ledger.createCompany(farm)).id
  const assign = (ids: (string | undefined)[], companyId: string) =>
    ledger.assign(ids.flatMap((id) => id ?? []), companyId)
  await assign([known.hotel, known.service], hotelId)
  await assign([known.seine], seineId)
  const make = async (companyId: string, fields: AccountFields) => (await ledger.createAccount({ ...fields, companyId })).id
  const certified = { certifiedOn: day(-200), certifiedUntil: day(165) }
  const mall = await make(
    hotelId,
    own({ kind: 'miniProgram', name: '云栖商城', appId: 'wx00a1b2c3d4e5f611', administrator: '李雷', certifiedOn: day(-345), certifiedUntil: day(20) }),
  )
  const open = await make(hotelId, own({ kind: 'openAccount', name: '云栖开放平台账号', administrator: '王芳', ...certified }))
  const farms: string[] = []
  for (const [index, name] of ['农家小院', '茶园采摘', '山货铺子', '竹林茶舍'].entries())
    farms.push(await make(farmId, own({ kind: 'miniProgram', name, appId: `wx00a1b2c3d4e5f63${index + 1}`, administrator: '韩梅梅' })))

  const bind = (kind: 'link' | 'open', holderId: string, targetId: string, boundOn: string) =>
    bindings.add({ kind, holderId, targetId, boundOn, throughApi: false, note: '', aboveLimit: false })
  const { hotel: hotelApp, seine: seineApp, service } = known
  await bind('open', open, mall, day(-120))
  if (hotelApp !== undefined) await bind('open', open, hotelApp, day(-150))
  if (service === undefined) return
  await bind('open', open, service, day(-150))
  await bind('link', service, mall, day(-120))
  if (hotelApp !== undefined) await bind('link', service, hotelApp, day(-150))
  if (seineApp !== undefined) await bind('link', service, seineApp, thisMonth)
  const [yard] = farms
  // Undone since: it still counts in its month.
  if (yard !== undefined) await bindings.end((await bind('link', service, yard, thisMonth)).id, today)
}
