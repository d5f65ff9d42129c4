import { describe, expect, it } from 'vitest'
import type { BatchRow } from '@shared/contract/link-batches'
import { columnOf, firstMistake, isOpen, isWorking, numbersOf, stepOf, suggestName } from './model'

const counts = { unchecked: 0, bad: 7, ready: 300, leftOut: 3, calling: 10, done: 170, failed: 8, unknown: 2 }
const sheet = { headers: ['门店', '页面路径', '天数'], mapping: { path: '页面路径', expiryDays: '天数' } }
const row = (issues: BatchRow['issues']): BatchRow => ({ rowNo: 0, line: 2, cells: [], state: 'bad', issues, reused: false })
const issue = (field: string, severity: 'error' | 'warning') => ({ field, severity, code: 'x', params: {} })

describe('a batch on its page', () => {
  it('reopens at the step where its state says it stands', () => {
    expect(stepOf('mapping')).toBe('map')
    expect(stepOf('checked')).toBe('check')
    expect(stepOf('stopped')).toBe('progress')
    expect(stepOf('finished')).toBe('result')
    expect(stepOf('unreadable')).toBe('pick')
  })

  it('counts what is still to come without rows that will not be made', () => {
    expect(numbersOf({ counts })).toMatchObject({ toMake: 490, left: 310, done: 170, bad: 7 })
  })

  it('knows a job that can go on from one that works and one that is over', () => {
    expect([isOpen({ state: 'interrupted' }), isWorking({ state: 'interrupted' })]).toEqual([true, false])
    expect([isOpen({ state: 'paused' }), isWorking({ state: 'paused' })]).toEqual([true, false])
    expect([isOpen({ state: 'pausing' }), isWorking({ state: 'pausing' })]).toEqual([true, true])
    expect([isOpen({ state: 'failed' }), isWorking({ state: 'failed' })]).toEqual([false, false])
    expect(isOpen(undefined)).toBe(false)
  })

  it('names a batch after its file and the day, once', () => {
    expect(suggestName('双十一短信.csv', '2026-11-22')).toBe('双十一短信 2026-11-22')
    expect(suggestName('短信 2026-11-11.xlsx', '2026-11-22')).toBe('短信 2026-11-11')
    expect(suggestName(`${'长'.repeat(140)}.csv`, '2026-11-22').length).toBeLessThanOrEqual(100)
  })

  it('puts a mistake at the column that brought the value', () => {
    expect(columnOf('path', sheet)).toBe(1)
    expect(columnOf('expiry', sheet)).toBe(2)
    expect(columnOf('query', sheet)).toBeUndefined()
    expect(firstMistake(row([issue('expiry', 'warning'), issue('path', 'error')]), sheet)).toBe(1)
    expect(firstMistake(row([issue('app', 'error')]), sheet)).toBe(0)
  })
})
