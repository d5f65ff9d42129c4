// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, type VueWrapper } from '@vue/test-utils'
import type { RefundFacts } from '@shared/contract/payment-refunds'
import { permissions } from '@shared/contract/permissions'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { refuse, shellDouble, showScreen } from '../../apps/testing.fixture'
import { batch, facts, order, orderId, refund, refundId } from './examples.fixture'

enableAutoUnmount(afterEach)
const desk = shellDouble()
beforeEach(() => {
  document.body.replaceChildren()
  desk.calls.length = 0
  desk.program = {
    'payments.orders.get': () => ({ order: order(), timeline: [], refundIds: [] }),
    'payments.refunds.facts': () => facts(),
    'payments.refunds.get': () => refund(),
    'payments.accounts.list': () => [],
  }
})
const called = (name: string) => desk.calls.filter((call) => call.name === `payments.${name}`).map(({ input }) => input)
/** Dialogs stand outside of the screen's own element. */
const inDialog = (text: string) => [...document.querySelectorAll<HTMLElement>('.el-dialog')].find((one) => one.textContent?.includes(text))
function press(within: ParentNode | undefined, text: string) {
  const found = [...(within?.querySelectorAll('button') ?? [])].find((one) => one.textContent?.trim() === text)
  if (!found) throw new Error(`no button ${text}`)
  found.click()
  return flushPromises()
}
const field = (page: VueWrapper, label: string) => {
  const found = page.findAll('.field').find((one) => one.find('.label').text().startsWith(label))
  if (!found) throw new Error(`no field ${label}`)
  return found
}

describe('form of a refund', () => {
  const show = async (seen: Partial<RefundFacts> = {}, query = `?order=${orderId}`) => {
    desk.program['payments.refunds.facts'] = () => facts(seen)
    const { default: component } = await import('./form/RefundFormScreen.vue')
    const { page } = await showScreen({ path: '/payments/refunds/new', component }, `/payments/refunds/new${query}`)
    await vi.waitFor(() => expect(page.text()).toContain('退多少'))
    const button = () => page.get('button[type=submit]')
    return { page, button }
  }

  it('finds the order by any number', async () => {
    desk.program['payments.refunds.lookUp'] = () => [{ orderId, merchantNo: 'HT1', account: 'x', ordered: { minor: 1, currency: 'CNY' } }]
    const { default: component } = await import('./form/RefundFormScreen.vue')
    const { page, router } = await showScreen({ path: '/payments/refunds/new', component }, '/payments/refunds/new')
    await field(page, '订单号').get('input').setValue(' 4200002345 ')
    await field(page, '订单号').get('input').trigger('keydown', { key: 'Enter' })
    await vi.waitFor(() => expect(router.currentRoute.value.query['order']).toBe(orderId))
    expect(called('refunds.lookUp')).toEqual([{ number: '4200002345' }])
  })

  it('asks with the exact minor units, the revision it saw and the warnings that were read', async () => {
    desk.program['payments.refunds.request'] = () => refund({ state: 'approved' })
    const warnings: RefundFacts['warnings'] = [
      { code: 'redeemed', params: {}, severity: 'warning' },
      { code: 'disputed', params: { count: 1 }, severity: 'warning' },
    ]
    const { page, button } = await show({ warnings })
    expect(button().attributes('disabled')).toBeDefined()
    expect(page.text()).toContain('还有 2 条没有确认')
    for (const box of page.findAll<HTMLInputElement>('.warnings input')) await box.setValue(true)
    await page.findAll('input[type=radio]')[1]?.setValue(true)
    await field(page, '金额').get('input').setValue('０.1')
    await field(page, '退款原因').get('input').setValue('少住')
    expect(button().text()).toBe('退款 ¥0.10')
    await page.get('form').trigger('submit')
    const question = inDialog('退款 ¥0.10？')
    expect(question?.textContent).toContain('HT20261120000381')
    await press(question, '退款 ¥0.10')
    expect(called('refunds.request')).toEqual([
      { orderId, orderRev: 3, currency: 'CNY', amountMinor: 10, reason: '少住', note: '', acknowledged: ['redeemed', 'disputed'] },
    ])
  })

  it.each([
    ['12.505', 'CNY 的小数位数太多。'],
    ['12.51', '最多还能退 ¥12.50。'],
    ['0', '金额要大于 0。'],
    ['1e2', '不是金额。'],
  ])('refuses the amount %s at its field', async (typed, sentence) => {
    const { page, button } = await show()
    await page.findAll('input[type=radio]')[1]?.setValue(true)
    await field(page, '金额').get('input').setValue(typed)
    expect(field(page, '金额').get('.error').text()).toBe(sentence)
    expect(button().attributes('disabled')).toBeDefined()
  })

  it('knows currencies without and with three decimals, and counts the reason in bytes', async () => {
    const { page, button } = await show({ refundCurrency: 'KWD', refundable: { minor: 1250, currency: 'KWD' }, reason: { required: false, maxBytes: 10 } })
    expect(button().text()).toBe('退款 KWD\u00a01.250')
    await field(page, '退款原因').get('input').setValue('四个汉字')
    expect(field(page, '退款原因').get('.error').text()).toBe('太长：12 字节，最多 10 字节。')
  })

  it('says what to do where nothing can be refunded', async () => {
    const { page, button } = await show({ warnings: [{ code: 'portalOnly', params: {}, severity: 'stop' }] })
    expect(page.text()).toContain('退完请登记后台退款')
    expect(page.text()).toContain('登记后台退款')
    expect(button().attributes('disabled')).toBeDefined()
  })

  it('reads the refunds at the provider first, says what it found, and does not hide a failure', async () => {
    const seen = { canReadUpstream: true, upstreamReadAt: '2026-11-28T02:05:00.000Z' }
    desk.program['payments.refunds.readUpstream'] = () => ({ found: 2, imported: 1, facts: facts() })
    const { page } = await show(seen)
    await vi.waitFor(() => expect(page.text()).toContain('渠道有 2 笔，其中新计入 1 笔'))
    desk.program['payments.refunds.readUpstream'] = () => refuse('http.timeout', { retry: 'safe' })
    await page.findAll('button').find((one) => one.text() === '再读一次')?.trigger('click')
    await flushPromises()
    expect(page.find('.upstream [role=alert]').exists()).toBe(true)
    expect(called('refunds.readUpstream')).toHaveLength(2)
  })

  it('tells beforehand that a second person must approve, and why', async () => {
    const approvalReasons = [{ code: 'perOrder', params: { sum: 'CNY 12.50', limit: 'CNY 10.00' } }]
    const { page } = await show({ approvalReasons })
    expect(page.text()).toContain('提交后要由第二个人审批')
    expect(page.text()).toContain('本单累计退 CNY 12.50，超过 CNY 10.00')
  })
})

describe('one refund', () => {
  const show = async (seen: Parameters<typeof refund>[0], granted = permissions as readonly (typeof permissions)[number][], kind = 'practice') => {
    desk.program['payments.refunds.get'] = () => refund(seen)
    const { default: component } = await import('./detail/RefundScreen.vue')
    const { page } = await showScreen({ path: '/payments/refunds/:id', component }, `/payments/refunds/${refundId}`, granted)
    const { useSession } = await import('@renderer/app/session')
    const session = useSession()
    if (session.session) session.session = { ...session.session, workspace: { ...session.session.workspace, kind: kind as 'practice' | 'live' } }
    await vi.waitFor(() => expect(page.text()).toContain('退款 ¥12.50'))
    const button = (text: string) => page.findAll('button').find((one) => one.text() === text)
    return { page, button }
  }

  it('lets nobody approve what is their own, and asks the second person for name and own password', async () => {
    desk.program['payments.refunds.approveHere'] = () => refund({ state: 'approved' })
    const { button } = await show({ requestedBy: { id: 'o', name: '王芳' } })
    expect(button('批准 ¥12.50')?.attributes('disabled')).toBeDefined()
    await button('在此审批')?.trigger('click')
    const question = inDialog('在此审批')
    await press(question, '批准 ¥12.50')
    expect(called('refunds.approveHere')).toEqual([])
    const [name, password] = [...(question?.querySelectorAll('input') ?? [])]
    for (const [input, value] of [[name, '周敏'], [password, 'secret-word']] as const)
      if (input) {
        input.value = value
        input.dispatchEvent(new Event('input'))
      }
    await press(question, '批准 ¥12.50')
    expect(called('refunds.approveHere')).toEqual([{ id: refundId, digest: 'digest-1', approver: '周敏', password: 'secret-word' }])
  })

  it('asks for the password again before it sends in a live workspace, and forgets it after a refusal', async () => {
    desk.program['payments.refunds.send'] = () => refuse('accounts.wrongPassword', { params: { name: '王芳' } })
    const { button } = await show({ state: 'approved' }, permissions, 'live')
    await button('退款 ¥12.50')?.trigger('click')
    const question = inDialog('退款 ¥12.50？')
    expect(question?.textContent).toContain('此操作不能撤销')
    const input = question?.querySelector('input')
    if (!input) throw new Error('no password asked')
    input.value = 'wrong'
    input.dispatchEvent(new Event('input'))
    await press(question, '退款 ¥12.50')
    expect(called('refunds.send')).toEqual([{ ids: [refundId], password: 'wrong' }])
    expect(input.value).toBe('')
    expect(question?.textContent).toContain('姓名或密码不对')
  })

  it.each([
    ['processing', '还不是已退款', ['查询结果']],
    ['unknown', '请不要再退一次', ['查询结果']],
    ['failed', '钱没有退出', ['再发一次 ¥12.50']],
    ['returned', '渠道上有一笔我们不知道的退款', ['修改后再申请', '撤回']],
    ['succeeded', '钱已退出', []],
  ] as const)('says of %s what is true and offers what helps', async (state, sentence, buttons) => {
    const { page, button } = await show({ state })
    expect(page.text()).toContain(sentence)
    for (const text of buttons) expect(button(text), text).toBeDefined()
    if (state !== 'failed') expect(button('退款 ¥12.50')).toBeUndefined()
  })

  it('explains an approval that a change has voided', async () => {
    const { page } = await show({ approvedBy: { id: 'z', name: '周敏', at: '2026-11-28T02:06:00.000Z' } })
    expect(page.text()).toContain('之前的批准已作废')
    expect(page.text()).toContain('周敏')
  })

  it('shows a person who may only look why nothing can be done', async () => {
    const { button } = await show({}, ['payments.view'])
    expect(button('批准 ¥12.50')?.attributes('disabled')).toBeDefined()
    expect(button('撤回')?.attributes('disabled')).toBeDefined()
    expect(button('退款凭单 PDF')?.attributes('disabled')).toBeDefined()
  })
})

describe('a batch', () => {
  it('asks for its refunds only after each sum was ticked, and repeats exactly those sums', async () => {
    const totals = [{ currency: 'CNY', count: 2, minor: 2500 }, { currency: 'EUR', count: 1, minor: 100 }]
    desk.program['payments.batches.get'] = () => batch({ state: 'checked', counts: { ready: 3, bad: 1, leftOut: 0, asked: 0, refused: 0 }, totals, refunds: {} })
    desk.program['payments.batches.rows'] = () => ({ rows: [], hits: 0, hitsCapped: false })
    desk.program['payments.batches.confirm'] = () => batch({ totals, refunds: { requested: 3 } })
    const { default: component } = await import('./batch/BatchScreen.vue')
    const { page } = await showScreen({ path: '/payments/refunds/batches/:id', component }, `/payments/refunds/batches/${batch().id}`)
    await vi.waitFor(() => expect(page.text()).toContain('有问题'))
    const next = () => page.get('footer .el-button--primary')
    await next().trigger('click')
    expect(next().attributes('disabled')).toBeDefined()
    for (const box of page.findAll('.totals input')) await box.setValue(true)
    expect(next().text()).toBe('申请 3 笔退款，¥25.00；€1.00')
    await next().trigger('click')
    await flushPromises()
    expect(called('batches.confirm')).toEqual([{ id: batch().id, totals, again: false }])
    expect(page.text()).toContain('在此审批')
  })
})

describe('the list', () => {
  it('says whose days a filter means, and shows that it could not be kept or removed', async () => {
    desk.program['payments.refunds.list'] = () => ({ rows: [], hits: 0, hitsCapped: false })
    desk.program['payments.filters.list'] = () => [{ id: 'f1', name: '月末', filter: {} }]
    desk.program['payments.filters.remove'] = () => refuse('store.full')
    const { default: component } = await import('./list/RefundsScreen.vue')
    const { page } = await showScreen({ path: '/payments/refunds', component }, '/payments/refunds?from=2026-11-01&to=2026-11-02&zone=Asia/Tokyo')
    await vi.waitFor(() => expect(page.text()).toContain('按 Asia/Tokyo 的日期'))
    // The panel of saved filters needs a browser's top layer; what it tells is told here.
    const { default: ListPage } = await import('@renderer/ui/pages/ListPage.vue')
    page.getComponent(ListPage).vm.$emit('removeFilter', '月末')
    await flushPromises()
    expect(called('filters.remove')).toEqual([{ id: 'f1' }])
    expect(page.find('[role=alert]').text()).toContain('store.full')
  })
})
