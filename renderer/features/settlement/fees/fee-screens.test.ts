// @vitest-environment happy-dom
import { refuse, shellDouble, showScreen } from '@renderer/features/apps/testing.fixture'
import type { ErrorEnvelope } from '@shared/contract/error'
import type { Deadline, FeeStatement } from '@shared/contract/settlement-fees'
import { enableAutoUnmount, flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defineComponent, h } from 'vue'
import type { ActName } from './act-draft'

enableAutoUnmount(afterEach)
const desk = shellDouble()
beforeEach(() => {
  document.body.replaceChildren()
  desk.calls.length = 0
})
const statement = { name: '服务费', month: '2026-10', currency: 'CNY', computed: { totalMinor: 12_345 } } as FeeStatement
const places = [{ name: 'settlement.files.import', path: '/settlement/files/import' }]
async function show(act: ActName, error?: ErrorEnvelope) {
  const { default: ActDialog } = await import('./ActDialog.vue')
  const component = defineComponent({ render: () => h(ActDialog, { modelValue: true, statement, act, ...(error === undefined ? {} : { error: error }) }) })
  const { page } = await showScreen({ path: '/', component }, '/', undefined, places)
  await flushPromises()
  const dialog = [...document.querySelectorAll('.el-dialog')].at(-1)
  const seen = { text: dialog?.textContent ?? '', links: [...(dialog?.querySelectorAll('a') ?? [])].map((link) => link.getAttribute('href')) }
  page.unmount()
  return seen
}
const refusal = (code: string, more: object) => {
  const answer = refuse(code, more)
  if (answer.ok) throw new Error('a refusal is no answer')
  return answer.error
}

test('a refusal of the program stands at the field that it is about', async () => {
  expect((await show('confirm', refusal('settlement.differenceNeedsNote', { fields: [{ path: 'step.note', code: 'required' }] }))).text).toContain('数字不一致，请写明理由')
  expect((await show('pay', refusal('settlement.paidDiffers', { params: { amount: 'CNY 123.45' } }))).text).toContain('要和应付金额 CNY 123.45 一致')
})

test('a statement is taken from the files that are imported; where there is none, the way there is shown', async () => {
  const file = (id: string, months: string[]) => ({ id, name: `${id}.csv`, months })
  desk.program['settlement.files.list'] = () => ({ rows: [file('old', ['2026-09']), file('new', ['2026-10'])] })
  await show('receiveFile')
  expect(desk.calls.filter(({ name }) => name === 'settlement.files.list').map(({ input }) => input)).toEqual([{ source: 'statement', steps: ['loaded'], limit: 100 }])
  desk.program['settlement.files.list'] = () => ({ rows: [] })
  const none = await show('receiveFile')
  expect(none.text).toContain('还没有导入平台账单')
  expect(none.links).toEqual(['/settlement/files/import'])
})

test('a deadline that is over, but by no working day yet, is not called nought days late', async () => {
  const { default: DeadlineWord } = await import('./DeadlineWord.vue')
  const deadline: Deadline = { step: 'pay', reading: 'fromIssue', day: '2026-11-27', inForce: true, provisionalYears: [], workdaysLeft: 0, overdue: true }
  const { page } = await showScreen({ path: '/', component: defineComponent({ render: () => h(DeadlineWord, { deadline }) }) }, '/')
  expect(page.text()).toBe('2026-11-27已逾期')
})
