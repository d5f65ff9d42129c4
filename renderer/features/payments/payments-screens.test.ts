// @vitest-environment happy-dom
import { refuse, shellDouble, showScreen } from '@renderer/features/apps/testing.fixture'
import { permissionsOf } from '@shared/contract/permissions'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Component, defineComponent, h, ref } from 'vue'
import { account, order, orderId, traits } from './testing.fixture'

enableAutoUnmount(afterEach)
const desk = shellDouble()
const second = order({ id: orderId.replace(/b$/u, 'c'), merchantNo: 'PA2611281008', flags: ['amountDiffers'] })
const sent = (name: string) => desk.calls.filter((one) => one.name === name).map(({ input }) => input)

beforeEach(() => {
  document.body.replaceChildren()
  localStorage.clear()
  desk.calls.length = 0
  desk.program = {
    'payments.providers': () => [traits(), traits({ kind: 'vr', unverified: true, described: true })],
    'payments.accounts.list': () => [account()],
    'payments.orders.get': () => ({ order: order(), timeline: [], refundIds: [] }),
    'payments.orders.sums': () => ({
      count: 2,
      byCurrency: [
        { currency: 'CNY', count: 1, ordered: 128_800, received: 128_800, refunded: 800 },
        { currency: 'JPY', count: 1, ordered: 500, received: 500, refunded: 0 },
      ],
    }),
    'places.list': () => [],
    'campaigns.channels': () => [],
  }
})

async function open(path: string, component: Component, address = path, granted?: Parameters<typeof showScreen>[2]) {
  const shown = await showScreen({ path, component }, address, granted)
  // Parts of other features come with the next tick.
  await vi.dynamicImportSettled()
  await flushPromises()
  return shown
}
const button = (text: string) => {
  const found = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim().startsWith(text))
  if (!found) throw new Error(`no button ${text}`)
  return found
}
const press = async (text: string) => {
  button(text).click()
  await flushPromises()
}
/** Fields of dialogs stand outside of the screen's own element. */
const type = async (label: string, text: string) => {
  const found = [...document.querySelectorAll('label')].find((one) => one.textContent?.trim().startsWith(label))
  const input = document.getElementById(found?.htmlFor ?? '')
  if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement)) throw new Error(`no field ${label}`)
  input.value = text
  input.dispatchEvent(new Event('input'))
  input.dispatchEvent(new FocusEvent('blur'))
  await flushPromises()
}

describe('the selected orders', () => {
  it('are summed per currency, never across, with one question for a run of choices', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { default: component } = await import('./orders/SelectionSums.vue')
    const chosen = ref([orderId])
    const { page: shown } = await open('/sums', defineComponent({ render: () => h(component, { ids: chosen.value }) }))
    chosen.value = [orderId, second.id]
    await flushPromises()
    vi.advanceTimersByTime(200)
    vi.useRealTimers()
    await flushPromises()
    expect(sent('payments.orders.sums')).toEqual([{ ids: [orderId, second.id] }])
    expect(shown.text()).toContain('−¥8.00')
    expect(shown.text()).toContain('JP¥500')
  })
})

describe('one order', () => {
  const detail = async (granted?: Parameters<typeof showScreen>[2]) => {
    const { default: component } = await import('./orders/OrderDetail.vue')
    const shown = defineComponent({ render: () => h(component, { id: orderId }) })
    return (await open('/order', shown, '/order', granted)).page
  }

  it('shows the state in words, and a viewer what is not theirs to do', async () => {
    const shown = await detail(permissionsOf.viewer)
    expect(shown.text()).toContain('已支付')
    const guards = shown.findAll('.guard').map((one) => one.attributes('aria-label'))
    expect(guards).toContain('你没有申请退款的权限，请找管理员、运营或财务。')
  })

  it('says that settling a differing amount takes the money as it came', async () => {
    const held = order({ state: 'pending', flags: ['amountDiffers'] })
    desk.program['payments.orders.clearFlag'] = () => order()
    desk.program['payments.orders.get'] = () => ({ order: held, timeline: [], refundIds: [] })
    await detail()
    await press('处理完毕')
    await press('按实收认作已支付')
    expect(sent('payments.orders.clearFlag')).toEqual([])
    await type('核对结果', '客人多付了小费')
    await press('按实收认作已支付')
    expect(sent('payments.orders.clearFlag')).toEqual([{ id: orderId, flag: 'amountDiffers', note: '客人多付了小费' }])
  })

  it('keeps raw answers from all but those who connect providers', async () => {
    const event = { at: order().createdAt, kind: 'queried', params: {}, raw: '{"trade_state":"SUCCESS"}' }
    desk.program['payments.orders.get'] = () => ({ order: order(), timeline: [event], refundIds: [] })
    expect((await detail(permissionsOf.finance)).html()).not.toContain('trade_state')
    expect((await detail()).html()).toContain('trade_state')
  })
})

describe('collecting', () => {
  const maker = async () => {
    const { default: component } = await import('./maker/MakerScreen.vue')
    return open('/payments/new', component)
  }

  it('puts mistakes at their fields and asks for nothing before they are mended', async () => {
    const { page: shown } = await maker()
    await type('金额', '12.505')
    await type('商品说明', '早餐')
    await press('生成收款码')
    expect(shown.text()).toContain('这个币种没有这么多位小数')
    expect(sent('payments.orders.create')).toEqual([])
    await type('金额', '12.50')
    desk.program['payments.orders.create'] = () => order({ state: 'pending', payWith: { gives: 'codeUrl', text: 'weixin://wxpay/bizpayurl?pr=1' } })
    desk.program['payments.orders.get'] = () => ({ order: order({ state: 'pending', payWith: { gives: 'codeUrl', text: 'weixin://wxpay/bizpayurl?pr=1' } }), timeline: [], refundIds: [] })
    await press('生成收款码 ¥12.50')
    expect(sent('payments.orders.create')[0]).toMatchObject({ amountMinor: 1250, currency: 'CNY', method: 'wechat_native', description: '早餐' })
    expect(shown.text()).toContain('请客人用微信扫码付款')
  })

  it('says honestly that an outcome is unknown, and does not make it again by itself', async () => {
    desk.program['payments.orders.create'] = () => refuse('client.connectionLost', { retry: 'afterCheck' })
    const { page: shown } = await maker()
    await type('金额', '8')
    await type('商品说明', '早餐')
    await press('生成收款码')
    expect(shown.text()).toContain('结果待确认（勿重复收款）')
    await press('生成收款码')
    expect(sent('payments.orders.create')).toHaveLength(1)
  })

  it('asks for what is missing of the account first', async () => {
    desk.program['payments.accounts.list'] = () => [account({ missing: ['apiV3Key'] })]
    const { page: shown } = await maker()
    expect(shown.text()).toContain('这个账号还缺：')
    expect(shown.findAll('.guard').length).toBeGreaterThan(0)
  })
})

describe('accounts', () => {
  const accounts = async (address: string, granted?: Parameters<typeof showScreen>[2]) => {
    const { default: component } = await import('./accounts/AccountsScreen.vue')
    return open('/payments/accounts', component, address, granted)
  }

  it('takes a secret once and holds it no longer', async () => {
    const secret = 'practice-apiv3-key-0000000000one'
    desk.program['payments.accounts.setSecret'] = () =>
      account({ secrets: [{ name: 'apiV3Key', last4: '0one', setAt: order().createdAt }] })
    const { page: shown } = await accounts(`/payments/accounts?open=${account().id}`)
    await press('填写')
    const input = document.querySelector<HTMLInputElement>('.el-dialog input')
    if (!input) throw new Error('no field')
    expect(input.type).toBe('password')
    input.value = ` ${secret} `
    input.dispatchEvent(new Event('input'))
    await flushPromises()
    await press('保存密钥')
    expect(sent('payments.accounts.setSecret')).toEqual([{ id: account().id, name: 'apiV3Key', secret }])
    expect(shown.text()).toContain('••••0one')
    expect(document.documentElement.outerHTML).not.toContain(secret)
  })

  it('lets only those who may fill in keys, and says who that is', async () => {
    const { page: shown } = await accounts(`/payments/accounts?open=${account().id}`, permissionsOf.finance)
    expect(shown.findAll('.guard').map((one) => one.attributes('aria-label'))).toContain('只有管理员能填写密钥和证书。')
  })

  it('shows staff what their own providers can do, and marks what nobody verified', async () => {
    const { default: component } = await import('./providers/ProvidersScreen.vue')
    const { page: staff } = await open('/payments/providers', component, '/payments/providers', permissionsOf.finance)
    expect(staff.findAll('thead th')).toHaveLength(2)
    const { page: all } = await open('/payments/providers', component)
    expect(all.findAll('thead th')).toHaveLength(3)
    expect(all.text()).toContain('按公开资料，未核实')
    expect(all.text()).toContain('developers.weixin.qq.com · 2026-11-28')
  })
})
